// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.PruningMethod.Start;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomMaskTest {

  @Test
  void like_another_it_starts_from_the_mask_of_that_method() {
    PruningMethod alone = Methods.ALL.choose("random", Map.of()).value();
    PruningMethod control = Methods.ALL.choose("random", Map.of("like", "snip")).value();

    assertThat(alone.start()).isEqualTo(Start.INITIAL);
    assertThat(alone.otherMethod()).isEmpty();
    assertThat(control.start()).isEqualTo(Start.OTHER_MASK);
    assertThat(control.otherMethod()).contains("snip");
  }

  @Test
  void the_shares_of_layers_are_those_of_single_weights() {
    PruningMethod control = Methods.ALL.choose("random", Map.of("like", "snip")).value();

    assertThat(control.refuses(new Unstructured())).isEmpty();
    assertThat(control.refuses(new Filters()))
        .contains("all layers keep the same share there, so like must be none");
    assertThat(RandomMask.DEFAULTS.refuses(new Filters())).isEmpty();
  }

  @Test
  void another_method_is_one_that_prunes_and_defines_the_distribution() {
    for (String wrong : new String[] {"random", "dense", "snap", ""}) {
      assertThatThrownBy(() -> Methods.ALL.choose("random", Map.of("like", wrong)))
          .hasMessageStartingWith("Invalid like: " + wrong + ", must be none or bip or imp or ");
    }
    assertThatThrownBy(
            () -> Methods.ALL.choose("random", Map.of("like", "bip", "distribution", "erk")))
        .hasMessage(
            "Invalid distribution: erk, must be global, because the mask of bip defines it");
  }
}
