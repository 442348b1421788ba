// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.pruning.mask.Sparsity;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UpdateTimesTest {

  /**
   * From 0.2 to 0.8 of ten steps, with an interval of 0.2: updates happen when 4, 6 and 8 steps are
   * done, that is after steps 3, 5 and 7, counted from 0.
   */
  @Test
  void updates_happen_at_the_configured_shares_of_the_run() {
    UpdateTimes times = new UpdateTimes(0.2, 0.8, 0.2);

    assertThat(times.count()).isEqualTo(3);
    assertThat(LongStream.range(0, 10).map(step -> times.reached(step / 10.0, (step + 1) / 10.0)))
        .containsExactly(0L, 0L, 0L, 1L, 0L, 2L, 0L, 3L, 0L, 0L);
  }

  @Test
  void the_last_update_happens_at_the_end_even_if_its_interval_is_shorter() {
    UpdateTimes times = new UpdateTimes(0, 0.5, 0.2);

    assertThat(LongStream.range(0, 10).map(step -> times.reached(step / 10.0, (step + 1) / 10.0)))
        .containsExactly(0L, 1L, 0L, 2L, 3L, 0L, 0L, 0L, 0L, 0L);
  }

  /** A run with fewer steps than updates skips some of them, but never the last one. */
  @Test
  void a_run_of_any_length_reaches_the_last_update_in_ascending_order() {
    for (UpdateTimes times :
        List.of(
            new UpdateTimes(0, 0.5, 0.016),
            new UpdateTimes(0, 0.75, 0.0016),
            new UpdateTimes(0.9, 1, 0.5),
            new UpdateTimes(0.3, 0.31, 0.001))) {
      for (long steps = 1; steps <= 200; steps++) {
        long all = steps;
        long[] updates =
            LongStream.range(0, steps)
                .map(step -> times.reached((double) step / all, (step + 1.0) / all))
                .filter(update -> update > 0)
                .toArray();
        assertThat(updates).as("%s, %d steps", times, steps).isSorted().endsWith(times.count());
        assertThat(updates).doesNotHaveDuplicates();
      }
    }
  }

  /**
   * To 0.8 in four updates: 0.8·(1 − (3/4)³) = 0.4625, 0.8·(1 − 1/8) = 0.7, 0.8·(1 − 1/64) =
   * 0.7875, 0.8. Starting from 0.4: 0.8 − 0.4·27/64 = 0.63125.
   */
  @Test
  void sparsity_follows_the_cubic_schedule() {
    Sparsity target = new Sparsity(0.8);

    assertThat(Gmp.sparsityAfter(1, 4, 0, target).share()).isCloseTo(0.4625, within(1e-12));
    assertThat(Gmp.sparsityAfter(2, 4, 0, target).share()).isCloseTo(0.7, within(1e-12));
    assertThat(Gmp.sparsityAfter(3, 4, 0, target).share()).isCloseTo(0.7875, within(1e-12));
    assertThat(Gmp.sparsityAfter(4, 4, 0, target)).isEqualTo(target);
    assertThat(Gmp.sparsityAfter(1, 4, 0.4, target).share()).isCloseTo(0.63125, within(1e-12));
    assertThat(Gmp.sparsityAfter(1, 4, 0.9, target)).as("never beyond").isEqualTo(target);
  }

  @Test
  void times_that_cannot_reach_the_target_are_refused() {
    assertThatThrownBy(() -> new UpdateTimes(0.5, 0.5, 0.1))
        .hasMessage(
            "Invalid end: 0.5, must be greater than begin (0.5) and at most 1, so that pruning reaches the target");
    assertThatThrownBy(() -> new UpdateTimes(0, 1.5, 0.1)).hasMessageContaining("Invalid end: 1.5");
    assertThatThrownBy(() -> new UpdateTimes(0, 1, 0)).hasMessageContaining("Invalid interval");
  }
}
