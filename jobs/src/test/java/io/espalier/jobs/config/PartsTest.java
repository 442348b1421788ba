// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.cells;
import static io.espalier.jobs.config.TestConfigs.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.Part;
import io.espalier.jobs.sweep.SweepConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  /** Two parts; the second has its own dense settings in one of its two pieces. */
  private static final String PAPER =
      """
      data: {cifar10: /data}
      dense: {epochs: 20}
      parts:
        short:
          grid: {dataset: shapes, model: resnet20s, method: bip, sparsity: 0.5, seed: [1, 2]}
        long:
          - grid: {dataset: shapes, model: resnet20s, method: [bip, omp], sparsity: 0.5, seed: 1}
          - dense: {epochs: 9}
            grid: {dataset: cifar10, model: resnet18, method: imp, sparsity: 0.5, seed: 3}
      """;

  @Test
  void a_sweep_without_parts_has_one_part_named_grid() {
    assertThat(names(read(TestConfigs.grid("seed: [1, 2]")))).containsExactly("grid");
  }

  @Test
  void parts_and_their_pieces_keep_their_order() {
    SweepConfig config = read(PAPER);

    assertThat(names(config)).containsExactly("short", "long");
    assertThat(config.parts().get(0).cells())
        .extracting(c -> c.method().name(), Cell::seed)
        .containsExactly(tuple("bip", 1L), tuple("bip", 2L));
    assertThat(config.parts().get(1).cells())
        .extracting(c -> c.method().name(), Cell::seed)
        .containsExactly(tuple("bip", 1L), tuple("omp", 1L), tuple("imp", 3L));
  }

  @Test
  void a_piece_uses_the_dense_settings_of_the_sweep_unless_it_has_its_own() {
    assertThat(read(PAPER).parts().get(1).cells())
        .extracting(c -> c.dataset().name(), c -> c.dense().toString())
        .containsExactly(
            tuple("shapes", "dense(epochs=20)"),
            tuple("shapes", "dense(epochs=20)"),
            tuple("cifar10", "dense(epochs=9)"));
  }

  @Test
  void a_cell_in_two_parts_is_one_cell_of_the_sweep() {
    assertThat(cells(read(PAPER)))
        .extracting(c -> c.method().name(), Cell::seed)
        .containsExactly(tuple("bip", 1L), tuple("bip", 2L), tuple("omp", 1L), tuple("imp", 3L));
  }

  @Test
  void a_cell_in_two_pieces_is_one_cell_of_the_part() {
    String grid = "{dataset: shapes, model: resnet18, method: bip, sparsity: 0.5, seed: 1}";
    SweepConfig config = read("parts: {a: [{grid: %s}, {grid: %s}]}".formatted(grid, grid));

    assertThat(config.parts().get(0).cells()).hasSize(1);
  }

  @Test
  void only_selects_parts_in_the_order_of_the_file() {
    assertThat(names(read(PAPER, "only=long"))).containsExactly("long");
    assertThat(names(read(PAPER, "only=[long, short, long]"))).containsExactly("short", "long");
    assertThat(names(read("only: short\n" + PAPER))).containsExactly("short");
  }

  @Test
  void sources_are_the_datasets_of_the_selected_parts() {
    String unplaced = PAPER.replace("data: {cifar10: /data}\n", "");

    assertThat(read(unplaced, "only=short").sources())
        .extracting(source -> source.dataset().name(), DataSource::isPlaced)
        .containsExactly(tuple("shapes", true));
    assertThat(read(unplaced).sources())
        .extracting(source -> source.dataset().name(), DataSource::isPlaced)
        .containsExactly(tuple("shapes", true), tuple("cifar10", false));
  }

  @Test
  void an_override_sets_values_inside_a_part() {
    SweepConfig config = read(PAPER, "parts.short.grid.seed=7", "parts.short.dense.epochs=2");

    assertThat(config.parts().get(0).cells())
        .extracting(c -> c.dense().toString(), Cell::seed)
        .containsExactly(tuple("dense(epochs=2)", 7L));
  }

  private static List<String> names(SweepConfig config) {
    return config.parts().stream().map(Part::name).toList();
  }
}
