// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class RankTestsTest {

  /** Demšar 2006, §3.2.2: χ² 9.28 of 4 classifiers on 14 data sets is F = 3.69, with (3, 39). */
  @Test
  void the_probability_of_a_published_example() {
    double f = 13 * 9.28 / (14 * 3 - 9.28);
    assertThat(f).isCloseTo(3.69, within(0.005));
    // 2.85 is the critical value at 5 % there.
    double critical = 14 * 3 * 2.85 / (13 + 2.85);
    assertThat(RankTests.friedmanP(critical, 4L, 14L)).isCloseTo(0.05, within(0.001));
    assertThat(RankTests.friedmanP(9.28, 4L, 14L)).isBetween(0.01, 0.025);
  }

  /** With 2 degrees of freedom, P(F > f) is (1 + 2f/m)^(−m/2): here (1 + 100)^−10. */
  @Test
  void a_very_small_probability_is_not_lost() {
    double statistic = 1000.0 * 22 / (10 + 1000);

    assertThat(RankTests.friedmanP(statistic, 3L, 11L))
        .isCloseTo(Math.pow(101, -10), withinPercentage(1e-6));
  }

  /** Demšar 2006, §3.2.2 and table 5: q of 2 to 10 classifiers, and 1.25 for 4 on 14 data sets. */
  @Test
  void the_critical_difference_of_a_published_example() {
    double[] published = {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
    for (int k = 2; k <= 10; k++) {
      assertThat(RankTests.studentizedRange(k) / Math.sqrt(2))
          .isCloseTo(published[k - 2], within(0.001));
    }
    assertThat(RankTests.criticalDifference(4L, 14L)).isCloseTo(1.25, within(0.005));
    // The table of Tukey's test ends at 20 methods with 5.01 for infinitely many degrees.
    assertThat(RankTests.studentizedRange(20)).isCloseTo(5.01, within(0.005));
  }

  @Test
  void the_same_order_everywhere_has_no_chance_and_one_block_says_nothing() {
    assertThat(RankTests.friedmanP(6.0, 3L, 3L)).isZero();
    assertThat(RankTests.friedmanP(0.0, 3L, 3L)).isCloseTo(1, within(1e-12));
    assertThat(RankTests.friedmanP(2.0, 3L, 1L)).isNull();
    assertThat(RankTests.friedmanP(null, 3L, 3L)).isNull();
    assertThat(RankTests.criticalDifference(1L, 3L)).isNull();
    assertThat(RankTests.criticalDifference(3L, 1L)).isNull();
  }
}
