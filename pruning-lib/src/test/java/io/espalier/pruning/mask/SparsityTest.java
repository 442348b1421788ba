// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparsityTest {

  @Test
  void a_round_keeps_the_exact_count_of_its_density() {
    for (int round = 1; round <= 25; round++) {
      long exact =
          new BigDecimal("0.8")
              .pow(round)
              .multiply(new BigDecimal(268_336))
              .setScale(0, RoundingMode.HALF_UP)
              .longValueExact();

      assertThat(Sparsity.afterRounds(round).kept(268_336)).as("round %d", round).isEqualTo(exact);
    }
  }

  /** The densities are 0.8, 0.512, 0.32768, 0.262144, 0.134218, 0.107374, 0.068719 and 0.035184. */
  @ParameterizedTest
  @CsvSource({
    "0.2, 1",
    "0.2004, 1",
    "0.488, 3",
    "0.672, 5",
    "0.738, 6",
    "0.7379, 6",
    "0.866, 9",
    "0.893, 10",
    "0.8926, 10",
    "0.931, 12", // keeps 0.41 % more than the round
    "0.9648, 15"
  })
  void a_rounded_sparsity_as_printed_in_papers_is_that_round(double share, int round) {
    assertThat(Sparsity.requested(share)).isEqualTo(Sparsity.afterRounds(round));
  }

  /**
   * 0.892 keeps 0.6 % more than round 10, 0.965 0.52 % less than round 15, 0.977 2.1 % more than
   * round 17 and 0.995 5.9 % more than round 24; each is within 0.0007 of it.
   */
  @ParameterizedTest
  @ValueSource(
      doubles = {
        0.203, 0.2006, 0.1994, 0.5, 0.74, 0.892, 0.9, 0.965, 0.977, 0.99, 0.995, 0.999, 1e-12, 0
      })
  void every_other_sparsity_is_used_as_written(double share) {
    assertThat(Sparsity.requested(share)).isEqualTo(new Sparsity(share));
    assertThat(Sparsity.requested(share).share()).isEqualTo(share);
    assertThat(Sparsity.requested(share).isRound()).isEqualTo(share == 0);
  }

  /** Of 100,000 weights, 0.995 leaves 500 and round 24 leaves 0.8^24 · 100,000 = 472.2. */
  @Test
  void a_requested_sparsity_keeps_its_exact_count() {
    assertThat(Sparsity.requested(0.995).kept(100_000)).isEqualTo(500);
    assertThat(Sparsity.afterRounds(24).kept(100_000)).isEqualTo(472);
    assertThat(Sparsity.requested(0.893).kept(100_000)).isEqualTo(10_737);
    assertThat(new Sparsity(0.893).kept(100_000)).isEqualTo(10_700);
  }

  @Test
  void a_computed_sparsity_is_never_changed_to_a_round() {
    for (int round = 1; round <= 60; round++) {
      double named = Sparsity.afterRounds(round).share();
      for (double near : new double[] {Math.nextDown(named), Math.nextUp(named), named - 2e-7}) {
        assertThat(new Sparsity(near).share()).isEqualTo(near);
        assertThat(new Sparsity(near).isRound()).isFalse();
        assertThat(Sparsity.keeping(1 - near).density()).isEqualTo(1 - near);
      }
    }
  }

  /** The bits are part of the keys of runs. */
  @Test
  void densities_of_rounds_are_powers_of_0_8_to_the_last_bit() {
    for (int round = 1; round <= 60; round++) {
      double share = 1 - StrictMath.pow(0.8, round);
      assertThat(Sparsity.afterRounds(round).share()).isEqualTo(share);
      assertThat(Sparsity.requested(share)).isEqualTo(Sparsity.afterRounds(round));
      assertThat(Sparsity.afterRounds(round).wholeRounds()).isEqualTo(round);
      assertThat(Sparsity.afterRounds(round).isRound()).isTrue();
    }
  }

  /**
   * 0.001^0.43 · 4,375,851 is 224,420.4999999998. Computed from the share, 1 − (1 − x), it would be
   * 224,420.50000000003.
   */
  @Test
  void a_density_keeps_its_exact_count() {
    double density = StrictMath.pow(1 - 0.999, 0.43);

    assertThat(Sparsity.keeping(density).kept(4_375_851)).isEqualTo(224_420);
    assertThat(new Sparsity(1 - density).kept(4_375_851)).isEqualTo(224_421);
    assertThat(Sparsity.keeping(0.25)).isEqualTo(new Sparsity(0.75));
    assertThat(Sparsity.keeping(1)).isEqualTo(Sparsity.DENSE);
  }

  @Test
  void of_two_equal_shares_the_one_with_the_lower_density_is_greater() {
    Sparsity tenth = Sparsity.keeping(0.1); // 1 − 0.9 is 2.8e-17 less
    Sparsity less = new Sparsity(0.9);

    assertThat(tenth.share()).isEqualTo(less.share());
    assertThat(tenth).isNotEqualTo(less).isLessThan(less);
    assertThat(less).isLessThan(new Sparsity(0.91)).isEqualByComparingTo(new Sparsity(0.9));
  }

  @Test
  void the_count_is_the_density_times_the_weights_rounded() {
    assertThat(new Sparsity(0.5).kept(7)).isEqualTo(4);
    assertThat(new Sparsity(0.9).kept(268_336)).isEqualTo(26_834);
    assertThat(Sparsity.DENSE.kept(7)).isEqualTo(7);
    assertThat(new Sparsity(0.999).kept(3)).isEqualTo(1);
  }

  @Test
  void whole_rounds_are_those_completed_at_or_below_the_sparsity() {
    assertThat(Sparsity.afterRounds(6).wholeRounds()).isEqualTo(6);
    assertThat(new Sparsity(0.7).wholeRounds()).isEqualTo(5);
    assertThat(new Sparsity(0.1).wholeRounds()).isZero();
    assertThat(new Sparsity(Sparsity.afterRounds(6).share() - 1e-12).wholeRounds()).isEqualTo(5);
    assertThat(Sparsity.afterRounds(6).isRound()).isTrue();
    assertThat(new Sparsity(0.7).isRound()).isFalse();
  }

  @Test
  void a_sparsity_outside_0_to_1_is_refused() {
    assertThatThrownBy(() -> new Sparsity(1)).hasMessageContaining("less than 1");
    assertThatThrownBy(() -> new Sparsity(-0.1)).hasMessageContaining("Invalid sparsity: -0.1");
    assertThatThrownBy(() -> new Sparsity(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Sparsity.requested(1)).hasMessageContaining("less than 1");
    assertThatThrownBy(() -> Sparsity.requested(Double.NaN)).hasMessageContaining("NaN");
  }

  @Test
  void a_density_that_contradicts_the_share_is_refused() {
    assertThatThrownBy(() -> new Sparsity(0.9, 0.2))
        .hasMessage("Invalid density: 0.2, must be 1 - 0.9, the share that is kept");
    assertThatThrownBy(() -> Sparsity.keeping(0)).hasMessageContaining("Invalid sparsity: 1.0");
    assertThatThrownBy(() -> Sparsity.keeping(1.1)).hasMessageContaining("Invalid sparsity: -0.1");
  }
}
