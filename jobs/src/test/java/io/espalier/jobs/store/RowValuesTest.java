// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowValuesTest {
  private static final SampleRun DENSE = SampleRun.dense("", 1, 0.9);

  @Test
  void an_accuracy_outside_0_to_1_is_rejected() {
    assertThatThrownBy(() -> SampleRun.dense("", 1, 92.14).row())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid accuracy: 92.14, must be between 0 and 1");
    assertThatThrownBy(() -> SampleRun.dense("", 1, Double.NaN).row())
        .hasMessage("Invalid accuracy: NaN, must be between 0 and 1");
  }

  @Test
  void an_achieved_sparsity_that_contradicts_the_counts_is_rejected() {
    assertThatThrownBy(() -> new RunResult(0.5, 40, 100, 100L, 40L, 0.9, 1, 0.1, 100, 40, 9, 9))
        .hasMessage("Invalid sparsity: 0.5, must be 1 - kept / prunable = 0.6");
    assertThatThrownBy(() -> new RunResult(-0.1, 110, 100, 100L, 110L, 0.9, 1, 0.1, 100, 40, 9, 9))
        .hasMessage(
            "Invalid kept: 110, must be between 0 and 100; Invalid groups_kept: 110, must be"
                + " between 0 and 100");
  }

  @Test
  void a_sparsity_of_one_is_rejected() {
    assertThatThrownBy(() -> DENSE.pruned("imp", "", 1, 0.9).identity())
        .hasMessage("Invalid sparsity_target: 1.0, must be at least 0 and less than 1");
  }

  @Test
  void an_infinite_loss_is_rejected() {
    assertThatThrownBy(
            () ->
                new RunResult(
                    0, 100, 100, 100L, 100L, 0.9, 1, Double.POSITIVE_INFINITY, 100, 100, 9, 9))
        .hasMessage("Invalid loss: Infinity, must be a finite number of at least 0");
  }

  @Test
  void a_run_that_ends_before_it_starts_is_rejected() {
    RunRow run = DENSE.row();
    assertThatThrownBy(
            () ->
                new RunRow(
                    1,
                    run.identity(),
                    run.result(),
                    run.artifacts(),
                    run.cost(),
                    run.place(),
                    1,
                    2_000,
                    1_999,
                    run.provenance()))
        .hasMessage("Invalid finished_at: 1999, must be at least 2000");
  }

  @Test
  void a_key_that_is_a_path_is_rejected() {
    assertThatThrownBy(() -> new LayerRow("../k", 0, "stem", "3", 3, 3, null, null))
        .hasMessage("Invalid key: ../k, must be a plain file name");
  }

  @Test
  void a_dense_key_without_a_dense_variant_is_rejected() {
    RunIdentity dense = DENSE.identity();
    assertThatThrownBy(
            () ->
                new RunIdentity(
                    "k",
                    "d",
                    "f",
                    "m",
                    "s",
                    "imp",
                    "",
                    "d m",
                    null,
                    "{}",
                    1,
                    0.2,
                    dense.key(),
                    null))
        .hasMessage("Invalid dense_variant: null, must be null exactly when dense_key is");
  }

  @Test
  void an_epoch_beyond_its_phase_and_an_accuracy_above_1_are_rejected() {
    assertThatThrownBy(() -> new EpochRow("k", "train", 3, 2, 3, 1, null, null, 1))
        .hasMessage("Invalid epoch: 3, must be between 1 and 2");
    assertThatThrownBy(() -> new EpochRow("k", "train", 1, 2, 3, 1, null, 50.0, 1))
        .hasMessage("Invalid test_accuracy: 50.0, must be between 0 and 1");
  }

  @Test
  void a_multi_line_cause_becomes_one_line() {
    FailureRow failure =
        new FailureRow(DENSE.identity(), 1, "BUG", "first\n\n   second\r\n third\n", null, null, 5);

    assertThat(failure.cause()).isEqualTo("first second third");
  }
}
