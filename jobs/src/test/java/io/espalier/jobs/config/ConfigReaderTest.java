// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.SweepConfig;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Bip;
import io.espalier.pruning.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

  @Test
  void a_part_of_the_images_is_read_with_all_its_variants() {
    List<Cell> cells =
        read("""
            grid:
              dataset: shapes
              model: resnet18
              data_pruning:
                - {keep: 1, score: forgetting}
                - {keep: [0.5, 0.25], score: [el2n, random], seeds: 3}
              method: omp
              sparsity: 0.5
              seed: 1
              exclude: {data_pruning: {keep: 0.25, score: random}}
            """)
            .parts()
            .get(0)
            .cells();

    assertThat(cells)
        .extracting(cell -> cell.data().variant())
        .containsExactly("", "keep=0.5 seeds=3", "keep=0.5 score=random", "keep=0.25 seeds=3");
  }

  @Test
  void a_part_of_the_images_is_excluded_by_the_settings_that_are_given() {
    String parts = "[{keep: 1}, {keep: [0.5, 0.25], score: [el2n, random], seeds: 3}]";

    assertThat(partsLeft(parts, "{score: el2n}"))
        .as("all images have no score")
        .containsExactly("", "keep=0.5 score=random", "keep=0.25 score=random");
    assertThat(partsLeft(parts, "{keep: 0.5}"))
        .containsExactly("", "keep=0.25 seeds=3", "keep=0.25 score=random");
    assertThat(partsLeft(parts, "{keep: 1}")).hasSize(4).doesNotContain("");
    assertThat(partsLeft(parts, "{seeds: 3}"))
        .as("without effect for random images")
        .containsExactly("", "keep=0.5 score=random", "keep=0.25 score=random");
    assertThat(partsLeft(parts, "{keep: 0.5, score: [el2n, random], seeds: 3}"))
        .as("as in the grid")
        .containsExactly("", "keep=0.25 seeds=3", "keep=0.25 score=random");
    assertThat(partsLeft("[{keep: [1, 0.5], score: [el2n, seta]}]", "{groups: 5}"))
        .as("1 is not all images for seta; groups have no effect on el2n")
        .containsExactly("", "keep=0.5");
    assertThat(partsLeft(parts, "{score: [el2n, random], keep: 0.25}"))
        .containsExactly("", "keep=0.5 seeds=3", "keep=0.5 score=random");
  }

  private static List<String> partsLeft(String parts, String excluded) {
    return read(
            """
            grid:
              dataset: shapes
              model: resnet18
              data_pruning: %s
              method: omp
              sparsity: 0.5
              seed: 1
              exclude: {data_pruning: %s}
            """
                .formatted(parts, excluded))
        .parts()
        .get(0)
        .cells()
        .stream()
        .map(cell -> cell.data().variant())
        .toList();
  }

  @Test
  void every_dimension_can_be_a_scalar() {
    SweepConfig config =
        read(
            """
            grid:
              dataset: shapes
              model: {name: resnet20s, width: 0.5}
              precision: bf16
              structure: unstructured
              method: bip
              sparsity: 0.9
              seed: 7
            """);

    assertThat(cells(config)).hasSize(1);
    Cell cell = cells(config).get(0);
    assertThat(cell.dataset()).hasToString("shapes");
    assertThat(cell.model()).hasToString("resnet20s(width=0.5)");
    assertThat(cell.precision()).isEqualTo(Precision.BF16);
    assertThat(cell.structure()).isEqualTo(new Unstructured());
    assertThat(cell.dense()).hasToString("dense");
    assertThat(cell.method()).hasToString("bip");
    assertThat(cell.method().value()).isInstanceOf(Bip.class);
    assertThat(cell.sparsity()).isEqualTo(new Sparsity(0.9));
    assertThat(cell.seed()).isEqualTo(7);
  }

  /** The factory of tickets stands for a class of the user. */
  @Test
  void a_name_with_a_dot_is_a_class_and_can_be_used_in_exclude() {
    String factory = "io.espalier.pruning.export.TicketBlockFactory";
    SweepConfig config =
        read(
            """
            grid:
              dataset: shapes
              model: [resnet20s, %1$s]
              method: dense
              seed: [1, 2]
              exclude: {model: %1$s, seed: 2}
            """
                .formatted(factory));

    assertThat(cells(config))
        .extracting(cell -> cell.model().toString())
        .containsExactly("resnet20s", "resnet20s", factory);
  }

  @Test
  void precisions_multiply_can_be_excluded_and_default_to_float32() {
    String grid =
        """
        grid:
          dataset: shapes
          model: resnet20s
          method: [dense, bip]
          sparsity: 0.5
          seed: 1
        """;

    assertThat(cells(read(grid))).extracting(Cell::precision).containsOnly(Precision.FLOAT32);
    assertThat(
            cells(
                read(
                    grid
                        + "  precision: [bf16, float32]\n  exclude: {precision: bf16, method: bip}")))
        .extracting(Cell::precision, cell -> cell.method().name())
        .containsExactly(
            tuple(Precision.BF16, "dense"),
            tuple(Precision.FLOAT32, "dense"),
            tuple(Precision.FLOAT32, "bip"));
  }

  @Test
  void an_n_m_pattern_fixes_its_sparsity_whatever_sparsities_the_grid_lists() {
    SweepConfig config =
        read(
            """
            grid:
              dataset: shapes
              model: resnet20s
              structure: [filter, 2:4]
              method: omp
              sparsity: [0.6, 0.7]
              seed: 7
              exclude: {structure: filter, sparsity: 0.7}
            """);

    assertThat(cells(config))
        .extracting(c -> c.structure().toString(), Cell::sparsity)
        .containsExactly(tuple("filter", new Sparsity(0.6)), tuple("2:4", new Sparsity(0.5)));
  }

  @Test
  void a_grid_of_n_m_patterns_only_needs_no_sparsity() {
    SweepConfig config =
        read(
            """
            grid: {dataset: shapes, model: resnet20s, structure: 1:4, method: omp, seed: 7}
            """);

    assertThat(cells(config)).extracting(Cell::sparsity).containsExactly(new Sparsity(0.75));
  }

  @Test
  void lists_multiply_and_the_seed_varies_fastest() {
    SweepConfig config =
        read(
            """
            grid:
              dataset: shapes
              model: [resnet20s, resnet18]
              method: bip
              sparsity: [0.5, {rounds: [1, 3]}]
              seed: [2, 1]
            """);

    assertThat(cells(config))
        .extracting(c -> c.model().name(), Cell::sparsity, Cell::seed)
        .containsExactly(
            tuple("resnet20s", new Sparsity(0.5), 2L),
            tuple("resnet20s", new Sparsity(0.5), 1L),
            tuple("resnet20s", Sparsity.afterRounds(1), 2L),
            tuple("resnet20s", Sparsity.afterRounds(1), 1L),
            tuple("resnet20s", Sparsity.afterRounds(3), 2L),
            tuple("resnet20s", Sparsity.afterRounds(3), 1L),
            tuple("resnet18", new Sparsity(0.5), 2L),
            tuple("resnet18", new Sparsity(0.5), 1L),
            tuple("resnet18", Sparsity.afterRounds(1), 2L),
            tuple("resnet18", Sparsity.afterRounds(1), 1L),
            tuple("resnet18", Sparsity.afterRounds(3), 2L),
            tuple("resnet18", Sparsity.afterRounds(3), 1L));
  }

  @Test
  void lists_of_setting_values_expand_into_all_combinations() {
    assertThat(methods("method: [imp, {name: omp, epochs: [6, 8], rate: [0.2, 0.05]}]"))
        .containsExactly(
            "imp",
            "omp(epochs=6 rate=0.2)",
            "omp(epochs=6 rate=0.05)",
            "omp(epochs=8 rate=0.2)",
            "omp(epochs=8 rate=0.05)");
  }

  @Test
  void settings_of_separate_items_are_not_combined() {
    assertThat(
            methods(
                "method: [{name: omp, epochs: 6, rate: 0.2}, {name: omp, epochs: 8, rate: 0.05}]"))
        .containsExactly("omp(epochs=6 rate=0.2)", "omp(epochs=8 rate=0.05)");
  }

  @Test
  void duplicate_cells_are_removed() {
    SweepConfig config =
        read(
            """
            grid: {dataset: shapes, model: resnet18, method: [bip, {name: bip, epochs: 100}],
                   sparsity: [0.2, {rounds: 1}], seed: [1, 1]}
            """);

    assertThat(cells(config)).hasSize(1);
  }

  /** Round 24 is 0.99528, and 0.995 keeps 5.9 % more. */
  @Test
  void a_rounded_sparsity_of_a_round_is_that_round_and_either_form_excludes_it() {
    String grid =
        """
        grid: {dataset: shapes, model: resnet18, method: bip, sparsity: [0.893, 0.995, 0.5], seed: 1%s}
        """;

    assertThat(cells(read(grid.formatted(""))))
        .extracting(Cell::sparsity)
        .containsExactly(Sparsity.afterRounds(10), new Sparsity(0.995), new Sparsity(0.5));
    for (String tenth : List.of("0.893", "0.8926", "{rounds: 10}")) {
      assertThat(cells(read(grid.formatted(", exclude: {sparsity: " + tenth + "}"))))
          .extracting(Cell::sparsity)
          .containsExactly(new Sparsity(0.995), new Sparsity(0.5));
    }
  }

  @Test
  void numbers_follow_yaml_1_2() {
    assertThat(methods("method: {name: bip, rate: [1e-1, .25, 1, +5.0E-2, 2e0], epochs: 010}"))
        .containsExactly(
            "bip(epochs=10 rate=0.1)",
            "bip(epochs=10 rate=0.25)",
            "bip(epochs=10 rate=1.0)",
            "bip(epochs=10 rate=0.05)",
            "bip(epochs=10 rate=2.0)");
  }

  @Test
  void zipped_dimensions_vary_together() {
    SweepConfig config =
        read(
            """
            data: {cifar10: /data}
            grid:
              zip:
                dataset: [cifar10, shapes]
                model: [resnet18, resnet20s]
              method: bip
              sparsity: 0.5
              seed: [1, 2]
            """);

    assertThat(cells(config))
        .extracting(c -> c.dataset().name(), c -> c.model().name(), Cell::seed)
        .containsExactly(
            tuple("cifar10", "resnet18", 1L),
            tuple("cifar10", "resnet18", 2L),
            tuple("shapes", "resnet20s", 1L),
            tuple("shapes", "resnet20s", 2L));
  }

  @Test
  void excluded_cells_match_every_given_dimension() {
    SweepConfig config =
        read(
            """
            grid:
              dataset: shapes
              model: resnet18
              method: [bip, imp, {name: omp, epochs: [6, 8]}]
              sparsity: {rounds: [1, 5]}
              seed: [1, 2]
              exclude:
                - {method: imp, sparsity: {rounds: 5}}
                - {method: {name: omp, epochs: 6}}
                - {method: [bip, omp], seed: 2}
            """);

    assertThat(cells(config))
        .extracting(c -> c.method().toString(), c -> c.sparsity().wholeRounds(), Cell::seed)
        .containsExactly(
            tuple("bip", 1, 1L),
            tuple("bip", 5, 1L),
            tuple("imp", 1, 1L),
            tuple("imp", 1, 2L),
            tuple("omp(epochs=8)", 1, 1L),
            tuple("omp(epochs=8)", 5, 1L));
  }

  @Test
  void the_mask_of_another_method_is_that_of_the_cell_that_differs_in_the_method_only() {
    SweepConfig config =
        read(
            """
            grid:
              dataset: shapes
              model: resnet18
              method: [dense, {name: omp, epochs: 7}, {name: random, like: omp}]
              data_pruning: [{keep: 1}, {keep: 0.5}]
              sparsity: 0.5
              seed: [1, 2]
              exclude: {data_pruning: {keep: 0.5}, seed: 2}
            """);

    assertThat(cells(config))
        .extracting(
            c -> c.method().name(),
            Cell::seed,
            c -> c.other().map(o -> o.method() + " " + o.seed() + o.data().variant()))
        .containsExactlyInAnyOrder(
            tuple("dense", 1L, Optional.empty()),
            tuple("dense", 2L, Optional.empty()),
            tuple("omp", 1L, Optional.empty()),
            tuple("omp", 2L, Optional.empty()),
            tuple("random", 1L, Optional.of("omp(epochs=7) 1")),
            tuple("random", 2L, Optional.of("omp(epochs=7) 2")),
            tuple("dense", 1L, Optional.empty()),
            tuple("omp", 1L, Optional.empty()),
            tuple("random", 1L, Optional.of("omp(epochs=7) 1keep=0.5")));
  }

  @Test
  void a_setting_at_its_default_matches_cells_that_do_not_write_it() {
    SweepConfig config =
        read(
            """
            grid: {dataset: shapes, model: resnet18, method: [bip, {name: bip, epochs: 7}],
                   sparsity: 0.5, seed: 1, exclude: {method: {name: bip, epochs: 100}}}
            """);

    assertThat(cells(config))
        .extracting(c -> c.method().toString())
        .containsExactly("bip(epochs=7)");
  }

  @Test
  void a_grid_of_dense_runs_only_needs_no_sparsity() {
    SweepConfig config =
        read(
            """
            dense: {epochs: 3}
            grid: {dataset: shapes, model: resnet18, method: dense, seed: [1, 2]}
            """);

    assertThat(cells(config))
        .extracting(c -> c.method().toString(), Cell::sparsity, Cell::seed)
        .containsExactly(
            tuple("dense(epochs=3)", Sparsity.DENSE, 1L),
            tuple("dense(epochs=3)", Sparsity.DENSE, 2L));
  }

  @Test
  void sparsity_does_not_multiply_dense_runs() {
    SweepConfig config =
        read(
            """
            grid: {dataset: shapes, model: resnet18, method: [dense, bip], sparsity: [0.2, 0.5], seed: 1}
            """);

    assertThat(cells(config))
        .extracting(c -> c.method().name(), c -> c.sparsity().share() > 0)
        .containsExactly(tuple("dense", false), tuple("bip", true), tuple("bip", true));
  }

  @Test
  void every_dense_variant_has_all_cells() {
    SweepConfig config =
        read(
            """
            dense: {epochs: [3, 6]}
            grid: {dataset: shapes, model: resnet18, method: [bip, dense], sparsity: 0.5, seed: 1}
            """);

    assertThat(cells(config))
        .extracting(c -> c.method().toString(), c -> c.dense().toString())
        .containsExactly(
            tuple("bip", "dense(epochs=3)"),
            tuple("bip", "dense(epochs=6)"),
            tuple("dense(epochs=3)", "dense(epochs=3)"),
            tuple("dense(epochs=6)", "dense(epochs=6)"));
  }

  @Test
  void sources_are_the_datasets_in_use_with_their_places_in_the_config() {
    SweepConfig config =
        read(
            """
            data: {cifar10: /first}
            grid:
              dataset: [{name: cifar10, limit: [100, 200]}, shapes]
              model: resnet18
              method: bip
              sparsity: 0.5
              seed: [1, 2]
              exclude: {dataset: {name: cifar10, limit: 200}}
            """);

    assertThat(config.sources())
        .extracting(s -> s.dataset().toString(), DataSource::location, s -> s.place().toString())
        .containsExactly(
            tuple("cifar10(limit=100)", "/first", "x/quick.yaml:1:17"),
            tuple("shapes", "", "x/quick.yaml:3:49"));
  }

  @Test
  void a_sweep_without_a_name_is_named_after_its_file() {
    assertThat(read(QUICK).name()).isEqualTo("quick");
    assertThat(read("name: The paper\n" + QUICK).name()).isEqualTo("The paper");
  }

  @Test
  void a_file_is_read_as_utf_8(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "name: Spalierbäume\n" + QUICK);

    assertThat(ConfigReader.read(file, List.of()).orThrow().name()).isEqualTo("Spalierbäume");
  }

  @Test
  void an_alias_has_the_value_of_its_anchor() {
    assertThat(methods("method: [{name: bip, epochs: &short 6}, {name: omp, epochs: *short}]"))
        .containsExactly("bip(epochs=6)", "omp(epochs=6)");
  }

  private static final String QUICK =
      """
      grid: {dataset: shapes, model: resnet18, method: bip, sparsity: 0.5, seed: 1}
      """;

  private static SweepConfig read(String yaml) {
    return ConfigReader.read("x/quick.yaml", yaml, List.of()).orThrow();
  }

  private static List<String> methods(String method) {
    String yaml =
        "grid:\n  dataset: shapes\n  model: resnet18\n  sparsity: 0.5\n  seed: 1\n  " + method;
    return cells(read(yaml)).stream().map(c -> c.method().toString()).toList();
  }
}
