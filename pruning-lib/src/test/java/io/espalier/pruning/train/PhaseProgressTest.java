// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseProgressTest {

  @Test
  void a_progress_is_restored_from_its_numbers() {
    Evaluation test = new Evaluation(0.5, 0.75, 1.25);
    PhaseProgress progress =
        new PhaseProgress(
            7,
            2.5,
            70,
            15,
            3.5,
            List.of(
                new EpochReport("train", 1, 4, 0.5, test, new Cost(1, 0.25, 1.5)),
                new EpochReport("train", 2, 4, 0.25, test, new Cost(2, 0.5, 3))));

    assertThat(PhaseProgress.of("train", progress.numbers())).isEqualTo(progress);
  }
}
