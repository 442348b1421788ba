// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DisplayTest {

  @Test
  void strings_are_quoted_and_other_values_are_not() {
    assertThat(Display.value("ten")).isEqualTo("\"ten\"");
    assertThat(Display.value(10)).isEqualTo("10");
    assertThat(Display.value(null)).isEqualTo("null");
  }

  @Test
  void any_text_is_displayed_on_one_short_line() {
    assertThat(Display.text("a\nb\u001b[31m")).isEqualTo("a\\u000ab\\u001b[31m");
    assertThat(Display.text("x".repeat(120))).isEqualTo("x".repeat(120));
    assertThat(Display.text("x".repeat(1234))).isEqualTo("x".repeat(120) + "… (1,234 characters)");
    assertThat(Display.text("🌱".repeat(200))).startsWith("🌱".repeat(120) + "…");
  }
}
