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
  void settings_are_read_over_the_defaults_and_the_others_are_no_part_of_the_variant() {
    Choice<Record> choice =
        catalog.choose(
            "plain", Map.of("width", 7, "main_shade", "dark_red", "open", false, "id", 5));

    assertThat(choice.value())
        .isEqualTo(new Box(new Size(7, 0.5), Shade.DARK_RED, false, 5, "box"));
    assertThat(choice.variant()).isEqualTo("id=5 main_shade=dark_red width=7");
    assertThat(choice).hasToString("plain(id=5 main_shade=dark_red width=7)");
  }

  @Test
  void a_setting_written_at_its_default_in_another_way_is_no_setting() {
    assertThat(catalog.choose("plain", Map.of("depth", 0.5, "width", 3)).settings()).isEmpty();
    assertThat(catalog.choose("plain", Map.of("depth", 1)).settings()).containsEntry("depth", 1.0);
  }

  @Test
  void a_raised_version_is_part_of_the_variant() {
    Catalog<Record> newer = new Catalog<>("box", List.of(new Entry<>("plain", 2, DEFAULTS)));

    assertThat(newer.choose("plain", Map.of()).variant()).isEqualTo("version=2");
  }

  @Test
  void all_that_is_wrong_is_told_at_once() {
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
            new Problem("main_shade", "Invalid main_shade: \"blue\", must be pale or dark_red"));
  }

  @Test
  void nothing_is_rounded_or_turned_into_another_type() {
    assertThatThrownBy(() -> catalog.choose("plain", Map.of("width", 1.5)))
        .hasMessage("Invalid width: 1.5, must be a whole number");
    assertThatThrownBy(() -> catalog.choose("plain", Map.of("open", "yes")))
        .hasMessage("Invalid open: \"yes\", must be true or false");
    assertThatThrownBy(() -> catalog.choose("plain", Map.of("label", 3)))
        .hasMessage("Invalid label: 3, must be a string");
  }

  @Test
  void an_unknown_member_is_answered_with_the_nearest() {
    assertThatThrownBy(() -> catalog.choose("plian", Map.of()))
        .hasMessage("Unknown box: plian, did you mean plain? (known: plain)");
    assertThatThrownBy(() -> catalog.choose("zebrazebra", Map.of()))
        .hasMessage("Unknown box: zebrazebra (known: plain)");
  }
}
