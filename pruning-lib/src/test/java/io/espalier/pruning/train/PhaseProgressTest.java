// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseProgressTest {

  /** Forward passes before the phase are not in its checkpoint: a run that resumes makes them. */
  @Test
  void a_progress_is_restored_with_the_forward_passes_before_the_phase() {
    Evaluation test = new Evaluation(0.5, 0.75, 1.25);
    PhaseProgress progress =
        new PhaseProgress(
            7,
            2.5,
            70,
            3.5,
            List.of(
                new EpochReport("train", 1, 4, 0.5, test, new Cost(1, 0.25, 1.5)),
                new EpochReport("train", 2, 4, 0.25, test, new Cost(2, 0.25, 3))));

    assertThat(PhaseProgress.of("train", progress.numbers(), 0.25)).isEqualTo(progress);
  }
}
