// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupervisedDriverTest {
  private static final SparkConf SUPERVISED =
      new SparkConf(false).set("spark.driver.supervise", "true");

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 0", "4, 0", "5, 0", "3, 3", "130, 130"})
  void a_supervised_driver_is_started_again_only_where_that_can_help(int code, int exit) {
    assertThat(SupervisedDriver.exitCode(code, SUPERVISED)).isEqualTo(exit);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "4", "5", "130"})
  void other_drivers_end_with_the_code_of_the_command(int code) {
    assertThat(SupervisedDriver.exitCode(code, new SparkConf(false))).isEqualTo(code);
  }
}
