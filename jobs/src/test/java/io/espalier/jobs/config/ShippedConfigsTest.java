// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.cells;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.method.Hydra;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedConfigsTest {

  static Stream<Path> configs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../conf"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void every_shipped_config_is_valid(Path config) {
    assertThat(cells(ConfigReader.read(config, List.of()).orThrow())).isNotEmpty();
  }

  /**
   * The recipe of HYDRA in the released configuration of BiP: scores and weights at rate 0.1 with
   * weight decay 5e-4, each for 100 epochs; batch-norm is trained with the scores.
   */
  @Test
  void the_paper_config_runs_hydra_with_the_recipe_of_the_paper_that_it_is_compared_with() {
    Hydra expected =
        new Hydra(
            new Recipe(100, 128, 0.1, Schedule.COSINE, 0.9, 5e-4),
            100,
            0.1,
            Schedule.COSINE,
            5e-4,
            Hydra.Others.TRAINED);

    Map<String, List<Cell>> parts =
        ConfigReader.read(Path.of("../conf/paper.yaml"), List.of()).orThrow().parts().stream()
            .collect(
                Collectors.toMap(
                    part -> part.name(),
                    part ->
                        part.cells().stream()
                            .filter(cell -> cell.method().name().equals("hydra"))
                            .toList()));

    // Six networks at 21 sparsities and one at 10; four networks at 9 sparsities; three seeds.
    assertThat(parts.get("unstructured")).hasSize((6 * 21 + 10) * 3);
    assertThat(parts.get("filter-wise")).hasSize(4 * 9 * 3);
    assertThat(parts.get("channel-wise")).hasSize(4 * 9 * 3);
    assertThat(parts.values().stream().flatMap(List::stream))
        .allSatisfy(cell -> assertThat(cell.method().value()).isEqualTo(expected));
  }
}
