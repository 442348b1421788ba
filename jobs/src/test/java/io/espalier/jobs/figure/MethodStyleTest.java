// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.method.Methods;
import java.awt.Color;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MethodStyleTest {
  private final List<String> methods = Methods.ALL.names();

  @Test
  void every_method_has_a_unique_colour() {
    Set<Color> colours = new HashSet<>();

    methods.forEach(method -> colours.add(MethodStyle.of(method, 0).color()));

    assertThat(colours).hasSameSizeAs(methods);
  }

  @Test
  void no_two_methods_of_the_paper_share_a_marker() {
    assertThat(
            List.of("bip", "imp", "omp", "hydra", "grasp", "snip", "synflow", "random").stream()
                .map(method -> MethodStyle.of(method, 0).marker()))
        .doesNotHaveDuplicates();
  }

  @Test
  void methods_with_the_same_marker_differ_in_luminance() {
    for (String a : methods) {
      for (String b : methods) {
        MethodStyle one = MethodStyle.of(a, 0);
        MethodStyle other = MethodStyle.of(b, 0);
        if (!a.equals(b) && one.marker().equals(other.marker())) {
          assertThat(Math.abs(grey(one.color()) - grey(other.color())))
              .as("%s and %s", a, b)
              .isGreaterThan(20);
        }
      }
    }
  }

  @Test
  void variants_differ_by_their_dash_patterns() {
    assertThat(List.of(0, 1, 2, 3, 4).stream().map(v -> MethodStyle.of("bip", v).stroke()))
        .doesNotHaveDuplicates();
  }

  /** Rec. 601. */
  private static double grey(Color color) {
    return 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
  }
}
