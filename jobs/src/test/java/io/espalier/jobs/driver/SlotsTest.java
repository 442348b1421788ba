// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlotsTest {
  @Test
  @Timeout(20)
  void slots_are_the_tasks_that_fit_and_a_local_master_has_them_at_once() throws Exception {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[6]")
            .setAppName("slots")
            .set("spark.task.cpus", "2")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Slots slots = new Slots(spark);

      assertThat(slots.count()).isEqualTo(3);
      assertThat(slots.settled(3600)).isEqualTo(3);
      assertThat(slots.processes()).isEqualTo(1);
    }
  }
}
