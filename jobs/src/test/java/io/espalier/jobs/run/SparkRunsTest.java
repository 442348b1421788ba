package io.espalier.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import org.junit.jupiter.api.Test;

class SparkRunsTest {
  /** A slot's process has another working folder, where it would look for a relative path. */
  @Test
  void a_relative_folder_is_that_of_the_driver_in_every_slot() {
    assertThat(SparkRuns.absolute("results")).isEqualTo(new File("results").getAbsolutePath());
    assertThat(SparkRuns.absolute("/data/results")).isEqualTo("/data/results");
    assertThat(SparkRuns.absolute("s3a://bucket/paper")).isEqualTo("s3a://bucket/paper");
    assertThat(SparkRuns.absolute("")).as("of a dataset that is generated").isEmpty();
  }
}
