// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.jobs.sweep.SweepConfig;
import java.util.ArrayList;
import java.util.List;

/** Configurations for tests, and the problems that are reported for them. */
public final class TestConfigs {
  private TestConfigs() {}

  /**
   * A valid grid on lines 1 to 6. Each of {@code lines} replaces the line of the same key or, if
   * there is none, follows the grid's own lines.
   */
  public static String grid(String... lines) {
    StringBuilder yaml = new StringBuilder("grid:\n");
    List<String> added = new ArrayList<>(List.of(lines));
    for (String own :
        List.of("dataset: shapes", "model: resnet18", "method: bip", "sparsity: 0.5", "seed: 1")) {
      String key = own.substring(0, own.indexOf(':') + 1);
      String line = added.stream().filter(l -> l.startsWith(key)).findFirst().orElse(own);
      added.remove(line);
      yaml.append("  ").append(line).append('\n');
    }
    added.forEach(line -> yaml.append("  ").append(line).append('\n'));
    return yaml.toString();
  }

  public static SweepConfig read(String yaml, String... overrides) {
    return ConfigReader.read("a.yaml", yaml, List.of(overrides)).orThrow();
  }

  /** The cells of all parts, each once, in the order written. */
  public static List<Cell> cells(SweepConfig config) {
    return config.parts().stream().flatMap(part -> part.cells().stream()).distinct().toList();
  }

  /** The problems, without the lists of known names, because these lists grow. */
  public static List<String> problems(String yaml, String... overrides) {
    InvalidConfig invalid = catchThrowableOfType(InvalidConfig.class, () -> read(yaml, overrides));
    return invalid.problems().stream()
        .map(problem -> problem.toString().replaceAll(" \\(known: .*\\)$", ""))
        .toList();
  }
}
