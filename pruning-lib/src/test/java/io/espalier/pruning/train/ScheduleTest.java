// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void cosine_decays_from_1_to_0() {
    assertThat(Schedule.COSINE.factor(0)).isEqualTo(1);
    assertThat(Schedule.COSINE.factor(1 / 3.0)).isCloseTo(0.75, within(1e-12));
    assertThat(Schedule.COSINE.factor(0.5)).isCloseTo(0.5, within(1e-12));
    assertThat(Schedule.COSINE.factor(1)).isCloseTo(0, within(1e-12));
  }

  @Test
  void step_divides_by_10_at_half_and_at_three_quarters_of_the_run() {
    assertThat(Schedule.STEP.factor(0.4999)).isEqualTo(1);
    assertThat(Schedule.STEP.factor(0.5)).isEqualTo(0.1);
    assertThat(Schedule.STEP.factor(0.7499)).isEqualTo(0.1);
    assertThat(Schedule.STEP.factor(0.75)).isEqualTo(0.01);
  }

  @Test
  void constant_stays_at_1() {
    assertThat(Schedule.CONSTANT.factor(0.99)).isEqualTo(1);
  }
}
