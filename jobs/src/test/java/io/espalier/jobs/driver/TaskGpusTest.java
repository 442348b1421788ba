// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class TaskGpusTest {
  @Test
  void a_gpu_has_as_many_slots_as_whole_shares_of_it() {
    assertThat(slots("0.5")).isEqualTo(2);
    assertThat(slots("0.3")).isEqualTo(3);
    assertThat(slots("0.125")).isEqualTo(8);
    assertThat(slots("1")).isEqualTo(1);
    assertThat(slots("2")).isEqualTo(1);
    assertThat(TaskGpus.of(new SparkConf(false)).slots()).isEqualTo(1);
  }

  private static int slots(String amount) {
    return TaskGpus.of(new SparkConf(false).set("spark.task.resource.gpu.amount", amount)).slots();
  }
}
