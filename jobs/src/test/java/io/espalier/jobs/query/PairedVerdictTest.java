// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import scala.Tuple2;

class PairedVerdictTest {

  @Test
  void a_ticket_requires_the_whole_interval_to_be_at_least_zero() {
    // Differences 0.02, 0.01, 0.03: 0.02 ± 4.303 * 0.01 / 1.732 = 0.02 ± 0.0248.
    assertThat(verdict(0.92, 0.90, 0.93, 0.92, 0.94, 0.91)).isEqualTo("undecided");
    // Differences 0.03, 0.02, 0.04: 0.03 ± 0.0248.
    assertThat(verdict(0.93, 0.90, 0.94, 0.92, 0.95, 0.91)).isEqualTo("ticket");
  }

  @Test
  void no_ticket_requires_the_whole_interval_to_be_below_zero() {
    assertThat(verdict(0.88, 0.90, 0.91, 0.92, 0.88, 0.91)).isEqualTo("undecided");
    assertThat(verdict(0.87, 0.90, 0.90, 0.92, 0.87, 0.91)).isEqualTo("no ticket");
  }

  @Test
  void differences_are_paired_by_seed() {
    // Both samples have the same wide spread, but each seed gains 0.01.
    assertThat(verdict(0.51, 0.50, 0.91, 0.90, 0.71, 0.70)).isEqualTo("ticket");
  }

  @Test
  void accuracies_that_differ_by_rounding_only_are_a_ticket() {
    assertThat(verdict(0.9, 0.9, 0.8, 0.8, 0.7, 0.7)).isEqualTo("ticket");
    double less = Math.nextDown(0.9);
    assertThat(verdict(less, 0.9, less, 0.9, less, 0.9)).isEqualTo("ticket");
    assertThat(verdict(0.8999, 0.9, 0.8999, 0.9, 0.8999, 0.9)).isEqualTo("no ticket");
  }

  @Test
  void fewer_than_three_pairs_are_undecided() {
    assertThat(verdict()).isEqualTo("undecided");
    assertThat(verdict(0.95, 0.9)).isEqualTo("undecided");
    assertThat(verdict(0.95, 0.9, 0.95, 0.9)).isEqualTo("undecided");
    assertThat(verdict(0.95, 0.9, 0.95, 0.9, 0.95, null)).isEqualTo("undecided");
    assertThat(verdict(0.95, 0.9, 0.95, 0.9, null, 0.9)).isEqualTo("undecided");
  }

  private static String verdict(Double... pairs) {
    PairedVerdict verdict = new PairedVerdict();
    Moments differences = verdict.zero();
    for (int i = 0; i < pairs.length; i += 2) {
      differences = verdict.reduce(differences, new Tuple2<>(pairs[i], pairs[i + 1]));
    }
    return verdict.finish(differences);
  }
}
