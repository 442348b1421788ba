package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;

class SparsityTest {

  @Test
  void a_round_keeps_the_exact_count_of_its_power() {
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

  @Test
  void a_share_within_half_a_thousandth_of_a_round_is_that_round() {
    assertThat(new Sparsity(0.488)).isEqualTo(Sparsity.afterRounds(3));
    assertThat(new Sparsity(0.7379)).isEqualTo(Sparsity.afterRounds(6));
    assertThat(new Sparsity(0.8926)).isEqualTo(Sparsity.afterRounds(10));
    assertThat(new Sparsity(0.2004)).isEqualTo(Sparsity.afterRounds(1));
    assertThat(new Sparsity(0.2006)).isNotEqualTo(Sparsity.afterRounds(1));
  }

  @Test
  void any_other_share_keeps_the_rounded_density() {
    assertThat(new Sparsity(0.5).kept(7)).isEqualTo(4);
    assertThat(new Sparsity(0.9).kept(268_336)).isEqualTo(26_834);
    assertThat(Sparsity.DENSE.kept(7)).isEqualTo(7);
    assertThat(new Sparsity(0.999).kept(3)).isEqualTo(1);
  }

  @Test
  void a_share_lies_after_the_last_whole_round_before_it() {
    assertThat(Sparsity.afterRounds(6).wholeRounds()).isEqualTo(6);
    assertThat(new Sparsity(0.7).wholeRounds()).isEqualTo(5);
    assertThat(new Sparsity(0.1).wholeRounds()).isZero();
    assertThat(Sparsity.afterRounds(6).isRound()).isTrue();
    assertThat(new Sparsity(0.7).isRound()).isFalse();
  }

  @Test
  void a_share_of_one_or_more_or_less_than_zero_is_refused() {
    assertThatThrownBy(() -> new Sparsity(1)).hasMessageContaining("less than 1");
    assertThatThrownBy(() -> new Sparsity(-0.1)).hasMessageContaining("Invalid sparsity: -0.1");
    assertThatThrownBy(() -> new Sparsity(Double.NaN)).hasMessageContaining("NaN");
  }
}
