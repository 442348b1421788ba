// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparkMessageTest {
  @Test
  void a_failed_job_is_reported_in_one_line_with_its_cause_and_no_stack_trace() {
    String message =
        """
        Job aborted due to stage failure:\s
        Aborting TaskSet 1.0 because task 0 (partition 0)
        cannot run anywhere due to node and executor excludeOnFailure.
        Most recent failure:
        Lost task 0.0 in stage 1.0 (TID 2) (127.0.0.3 executor 0): java.io.EOFException: Cannot read
        \tat io.espalier.jobs.executor.RunTask.device(RunTask.java:91)
        \t... 17 more

        Driver stacktrace:
        \tat org.apache.spark.scheduler.DAGScheduler.abort(DAGScheduler.scala:1)
        """;

    assertThat(SparkMessage.inOneLine(message))
        .isEqualTo(
            "Job aborted due to stage failure: Aborting TaskSet 1.0 because task 0 (partition 0)"
                + " cannot run anywhere due to node and executor excludeOnFailure. Most recent"
                + " failure: Lost task 0.0 in stage 1.0 (TID 2) (127.0.0.3 executor 0):"
                + " java.io.EOFException: Cannot read");
    assertThat(SparkMessage.inOneLine("Job 3 cancelled")).isEqualTo("Job 3 cancelled");
  }

  @Test
  void an_exception_of_a_task_is_reported_with_its_host_and_without_its_causes() {
    String message =
        """
        Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure:\s
        Lost task 0.3 in stage 0.0 (TID 5) (node7 executor 3):\s
        io.espalier.pruning.engine.EngineUnavailable: Cannot start the engine: the disk is full
        \tat io.espalier.pruning.engine.Libtorch.started(Libtorch.java:20)
        Caused by: java.io.IOException: No space left on device
        \t... 17 more
        """;

    assertThat(SparkMessage.inOneLine(message))
        .isEqualTo("Cannot start the engine: the disk is full (on node7, executor 3)");
  }

  @Test
  void a_killed_process_is_reported_with_what_to_do_where_memory_was_the_reason() {
    String yarn =
        "Container from a bad node: container_1_0004_01_000002 on host: node7. Exit status: 137."
            + " Diagnostics: Killed by external signal";

    assertThat(SparkMessage.inOneLine(yarn))
        .startsWith(yarn)
        .endsWith("memory was exhausted, raise spark.executor.memoryOverhead)");
    assertThat(SparkMessage.inOneLine("Command exited with code 137"))
        .contains("spark.executor.memoryOverhead");
    assertThat(SparkMessage.inOneLine("Command exited with code 1"))
        .isEqualTo("Command exited with code 1");
  }
}
