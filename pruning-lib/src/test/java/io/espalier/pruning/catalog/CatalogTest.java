// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.pruning.catalog.Catalog.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogTest {

  enum Shade {
    PALE,
    DARK_RED
  }

  record Size(int width, double depth) {
    Size {
      new Requirements().atLeast(1, "width", width).positive("depth", depth).check();
    }
  }

  record Box(Size size, Shade mainShade, boolean open, long id, String label) {}

  private static final Box DEFAULTS = new Box(new Size(3, 0.5), Shade.PALE, false, 1, "box");

  private final Catalog<Record> catalog =
      new Catalog<>("box", List.of(new Entry<>("plain", 1, DEFAULTS)));

  @Test
  void given_settings_replace_defaults_and_only_they_are_in_the_variant() {
    Choice<Record> choice =
        catalog.choose(
            "plain", Map.of("width", 7, "main_shade", "dark-red", "open", false, "id", 5));

    assertThat(choice.value())
        .isEqualTo(new Box(new Size(7, 0.5), Shade.DARK_RED, false, 5, "box"));
    assertThat(choice.variant()).isEqualTo("id=5 main_shade=dark-red width=7");
    assertThat(choice).hasToString("plain(id=5 main_shade=dark-red width=7)");
  }

  @Test
  void a_setting_equal_to_its_default_is_left_out() {
    assertThat(catalog.choose("plain", Map.of("depth", 0.5, "width", 3)).settings()).isEmpty();
    assertThat(catalog.choose("plain", Map.of("depth", 1)).settings()).containsEntry("depth", 1.0);
  }

  @Test
  void a_version_above_1_is_part_of_the_variant() {
    Catalog<Record> newer = new Catalog<>("box", List.of(new Entry<>("plain", 2, DEFAULTS)));

    assertThat(newer.choose("plain", Map.of()).variant()).isEqualTo("version=2");
  }

  @Test
  void all_problems_are_reported_together() {
    InvalidSettings invalid =
        catchThrowableOfType(
            InvalidSettings.class,
            () ->
                catalog.choose(
                    "plain",
                    Map.of("widht", 1, "width", 0, "depth", "deep", "main_shade", "blue")));

    assertThat(invalid.problems())
        .containsExactlyInAnyOrder(
            new Problem(
                "widht",
                "Unknown setting of box plain: widht, did you mean width?"
                    + " (known: width, depth, main_shade, open, id, label)"),
            new Problem("width", "Invalid width: 0, must be at least 1"),
            new Problem("depth", "Invalid depth: \"deep\", must be a number"),
            new Problem("main_shade", "Invalid main_shade: \"blue\", must be pale or dark-red"));
  }

  @Test
  void values_are_neither_rounded_nor_converted_to_another_type() {
    assertThatThrownBy(() -> catalog.choose("plain", Map.of("width", 1.5)))
        .hasMessage("Invalid width: 1.5, must be a whole number");
    assertThatThrownBy(() -> catalog.choose("plain", Map.of("open", "yes")))
        .hasMessage("Invalid open: \"yes\", must be true or false");
    assertThatThrownBy(() -> catalog.choose("plain", Map.of("label", 3)))
        .hasMessage("Invalid label: 3, must be a string");
  }

  @Test
  void an_error_on_an_unknown_name_suggests_the_nearest_known_name() {
    assertThatThrownBy(() -> catalog.choose("plian", Map.of()))
        .hasMessage("Unknown box: plian, did you mean plain? (known: plain)");
    assertThatThrownBy(() -> catalog.choose("zebrazebra", Map.of()))
        .hasMessage("Unknown box: zebrazebra (known: plain)");
  }
}
