// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MotifTest {
  /** An odd number of steps, so that no sample point is on the edge of a figure. */
  private static final int STEPS = 51;

  private static final double CIRCLE = Math.PI * STEPS * STEPS;

  @ParameterizedTest
  @EnumSource
  void a_figure_stays_inside_the_unit_circle_so_that_no_crop_cuts_it(Motif motif) {
    for (int i = -STEPS; i <= STEPS; i++) {
      for (int j = -STEPS; j <= STEPS; j++) {
        double u = 1.5 * i / STEPS;
        double v = 1.5 * j / STEPS;
        if (motif.covers(u, v)) {
          assertThat(Math.hypot(u, v)).isLessThanOrEqualTo(1);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_figure_is_its_own_mirror_image_so_that_no_flip_changes_a_class(Motif motif) {
    for (int i = 0; i <= STEPS; i++) {
      for (int j = -STEPS; j <= STEPS; j++) {
        double u = (double) i / STEPS;
        double v = (double) j / STEPS;
        assertThat(motif.covers(-u, v)).as("%s, %s", u, v).isEqualTo(motif.covers(u, v));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_figure_covers_between_20_and_72_percent_of_the_circle(Motif motif) {
    long covered = covered(motif).stream().filter(inside -> inside).count();

    assertThat(covered / CIRCLE).isBetween(0.2, 0.72);
  }

  @Test
  void any_two_figures_differ_in_8_percent_of_the_circle() {
    for (Motif one : Motif.values()) {
      for (Motif other : Motif.values()) {
        if (one != other) {
          List<Boolean> ones = covered(one);
          List<Boolean> others = covered(other);
          long different =
              IntStream.range(0, ones.size())
                  .filter(k -> !ones.get(k).equals(others.get(k)))
                  .count();
          assertThat(different / CIRCLE).as("%s and %s", one, other).isGreaterThan(0.08);
        }
      }
    }
  }

  private static List<Boolean> covered(Motif motif) {
    List<Boolean> covered = new ArrayList<>();
    for (int i = -STEPS; i <= STEPS; i++) {
      for (int j = -STEPS; j <= STEPS; j++) {
        covered.add(motif.covers((double) i / STEPS, (double) j / STEPS));
      }
    }
    return covered;
  }
}
