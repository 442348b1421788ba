// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class TicketFolderTest {
  @Test
  void names_of_states_are_the_same_in_a_locale_with_other_digits() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(String.format(Locale.getDefault(), "%d", 7))
          .as("the digits of this locale")
          .isEqualTo("\u0667");
      assertThat(TicketFolder.stateAt(0.07)).isEqualTo("state-007.safetensors");
      assertThat(TicketFolder.stateAt(1)).isEqualTo("state.safetensors");
    } finally {
      Locale.setDefault(before);
    }
  }
}
