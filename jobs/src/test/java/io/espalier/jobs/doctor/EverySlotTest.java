// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class EverySlotTest {
  @Test
  void all_slots_run_their_check_at_the_same_time() throws InterruptedException {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[3]")
            .setAppName("doctor")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      assertThat(EverySlot.of(spark).ask(() -> Thread.currentThread().getName()))
          .hasSize(3)
          .doesNotHaveDuplicates();
    }
  }
}
