// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.grid;
import static io.espalier.jobs.config.TestConfigs.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The expected places were counted by hand in the text, from line 1 and column 1. */
class InvalidGridTest {

  @Test
  void missing_dimensions_are_reported_at_the_grid() {
    assertThat(problems("name: a\ngrid: {structure: unstructured}\n"))
        .containsExactly(
            "a.yaml:2:1: Invalid grid: dataset is missing, must be a value or a list",
            "a.yaml:2:1: Invalid grid: model is missing, must be a value or a list",
            "a.yaml:2:1: Invalid grid: method is missing, must be a value or a list",
            "a.yaml:2:1: Invalid grid: seed is missing, must be a value or a list");
    assertThat(problems("grid: {dataset: shapes, model: resnet18, method: [dense, bip], seed: 1}"))
        .containsExactly(
            "a.yaml:1:1: Invalid grid: sparsity is missing, must be a value or a list");
  }

  @Test
  void empty_lists_are_reported() {
    assertThat(problems(grid("seed: []")))
        .containsExactly("a.yaml:6:9: Invalid seed: [], must be a value or a list of one or more");
    assertThat(problems(grid("method: {name: bip, epochs: []}")))
        .containsExactly(
            "a.yaml:4:31: Invalid epochs: [], must be a value or a list of one or more");
    assertThat(problems(grid("sparsity: {rounds: []}")))
        .containsExactly(
            "a.yaml:5:13: Invalid sparsity: {rounds: []}, must be a share, or {rounds: …} with at least one round");
  }

  @Test
  void items_of_the_wrong_type_are_reported() {
    assertThat(problems(grid("model: {width: 0.5}")))
        .containsExactly(
            "a.yaml:3:10: Invalid model: {width: 0.5}, must be a name or {name: …, setting: value, …}");
    assertThat(problems(grid("method: [3, [bip]]")))
        .containsExactly(
            "a.yaml:4:12: Invalid method: 3, must be a name or {name: …, setting: value, …}",
            "a.yaml:4:15: Invalid method: [\"bip\"], must be a name or {name: …, setting: value, …}");
    assertThat(problems(grid("sparsity: {round: 3}")))
        .containsExactly(
            "a.yaml:5:13: Invalid sparsity: {round: 3}, must be a share, or {rounds: …} with at least one round",
            "a.yaml:5:14: Unknown key: round, did you mean rounds?");
    assertThat(problems(grid("sparsity: {rounds: [1.5, 61, three]}")))
        .containsExactly(
            "a.yaml:5:23: Invalid rounds: 1.5, must be a whole number from 1 to 60",
            "a.yaml:5:28: Invalid rounds: 61, must be a whole number from 1 to 60",
            "a.yaml:5:32: Invalid rounds: \"three\", must be a whole number from 1 to 60");
    assertThat(problems(grid("seed: [1.0, 9223372036854775808]")))
        .containsExactly(
            "a.yaml:6:10: Invalid seed: 1.0, must be a whole number",
            "a.yaml:6:15: Invalid seed: 9223372036854775808, must be of at most 64 bits");
  }

  @Test
  void a_setting_without_a_value_is_reported() {
    assertThat(problems(grid("method: {name: bip, epochs: }")))
        .containsExactly("a.yaml:4:30: Invalid epochs: null, must be a whole number");
  }

  @Test
  void settings_of_dense_in_the_grid_are_rejected() {
    assertThat(problems(grid("method: [bip, {name: dense, epochs: 5}]")))
        .containsExactly(
            "a.yaml:4:31: Cannot set epochs for dense in the grid: settings of dense runs must be under the key dense, beside grid");
  }

  @Test
  void an_unsupported_pair_of_structure_and_method_is_rejected_by_name() {
    assertThat(
            problems(
                """
            grid:
              dataset: shapes
              model: resnet18
              structure: ["2:4", filter]
              method: [omp, imp]
              sparsity: [0.5, 0.6]
              seed: [1, 2]
            """))
        .containsExactly(
            "a.yaml:5:11: Cannot prune 2:4 with imp: a fixed N:M pattern has no rounds;"
                + " exclude the pair, as in exclude: {method: imp, structure: \"2:4\"}");
  }

  @Test
  void a_sparsity_that_removes_fewer_weights_than_filters_is_rejected() {
    assertThat(
            problems(
                """
            grid:
              dataset: shapes
              model: resnet18
              structure: filter:0.5
              method: [dense, omp, imp]
              sparsity: [0.5, 0.3]
              seed: [1, 2]
            """))
        .containsExactly(
            "a.yaml:6:13: Cannot prune 30.00 % of the weights as filter:0.5: it removes 50.00 % of the"
                + " filters; exclude the pair, as in exclude: {sparsity: 0.3, structure: \"filter:0.5\"}");
  }

  @Test
  void an_invalid_part_of_the_images_is_reported() {
    assertThat(problems(grid("data_pruning: [half, {keep: 2}, {kept: 0.5, score: el3n}]")))
        .containsExactly(
            "a.yaml:7:18: Invalid data_pruning: \"half\", must be a mapping, as in {keep: 0.5, score: el2n}",
            "a.yaml:7:31: Invalid keep: 2.0, must be greater than 0 and at most 1",
            "a.yaml:7:36: Unknown setting of dimension data_pruning: kept, did you mean keep?",
            "a.yaml:7:54: Invalid score: \"el3n\", must be el2n or forgetting or prototypes or concept or seta or random");
  }

  @Test
  void outputs_of_earlier_epochs_and_other_images_in_each_epoch_are_refused_together() {
    String grid =
        """
        dense: {epochs: 8, saf: %s}
        grid:
          dataset: shapes
          model: resnet18
          data_pruning: {keep: 0.9, score: %s}
          structure: %s
          method: [{name: omp, epochs: 8, saf: 0.3}, granet]
          sparsity: 0.5
          seed: [1, 2]
        """;

    assertThat(problems(grid.formatted(0.3, "seta", "unstructured")))
        .containsExactly(
            "a.yaml:5:17: Cannot train dense with saf on other images in each epoch (score: seta): it"
                + " needs the outputs of an image some epochs ago; set saf: 0, or use another score",
            "a.yaml:5:17: Cannot train omp with saf on other images in each epoch (score: seta): it"
                + " needs the outputs of an image some epochs ago; set saf: 0, or use another score");
    assertThat(problems(grid.formatted(0, "seta", "unstructured")))
        .singleElement()
        .asString()
        .contains("train omp with saf");
    assertThat(problems(grid.formatted(0.3, "random", "filter")))
        .singleElement()
        .asString()
        .contains("Cannot prune filter with granet");
  }

  @Test
  void the_mask_of_another_method_is_that_of_one_cell_of_the_grid() {
    String grid =
        """
        grid:
          dataset: shapes
          model: resnet18
          method: [%s, {name: random, like: omp}]
          sparsity: [0.5, 0.6]
          seed: [1, 2]
        """;

    assertThat(problems(grid.formatted("bip")))
        .containsExactly(
            "a.yaml:4:11: Cannot take the mask of omp for random(like=omp): the grid has none at"
                + " unstructured 50.00 %, must have one");
    assertThat(problems(grid.formatted("omp, {name: omp, epochs: 3}")))
        .containsExactly(
            "a.yaml:4:11: Cannot take the mask of omp for random(like=omp): the grid has [omp,"
                + " omp(epochs=3)] at unstructured 50.00 %, must have one");
    assertThat(problems(grid.formatted("bip, omp, {name: random, like: dense}")))
        .singleElement()
        .asString()
        .startsWith("a.yaml:4:43: Invalid like: dense, must be none or bip or imp or ");
  }

  @Test
  void an_unknown_structure_is_reported() {
    assertThat(problems(grid("structure: [filters, \"4:2\", 3]")))
        .containsExactly(
            "a.yaml:7:15: Unknown structure: filters, did you mean filter?",
            "a.yaml:7:24: Unknown structure: 4:2",
            "a.yaml:7:31: Invalid structure: 3, must be unstructured or filter or filter:0.5 or channel or 2:4");
  }

  @Test
  void an_unknown_precision_is_reported_with_the_known_ones() {
    assertThat(problems(grid("precision: [bf16, bfloat16, 16]")))
        .containsExactly(
            "a.yaml:7:21: Invalid precision: \"bfloat16\", must be float32 or bf16",
            "a.yaml:7:31: Invalid precision: 16, must be float32 or bf16");
  }

  @Test
  void zipped_dimensions_must_be_of_equal_length() {
    assertThat(problems(zip("{model: [resnet18, resnet20s], seed: [1, 2, 3], sparsity: [0.5]}")))
        .containsExactly(
            "a.yaml:4:45: Invalid zip.seed: 3 values, must be 2 like zip.model",
            "a.yaml:4:66: Invalid zip.sparsity: 1 values, must be 2 like zip.model");
  }

  @Test
  void a_dimension_cannot_be_both_in_the_grid_and_in_zip() {
    assertThat(
            problems(
                zip(
                    "{dataset: [shapes, shapes], model: [resnet18, resnet18], seed: [1, 2], sparsity: [0.5, 0.6]}")))
        .containsExactly(
            "a.yaml:4:9: Cannot zip dataset: also in the grid at a.yaml:2:3, must be in one of the two");
  }

  @Test
  void zip_must_be_a_mapping_of_dimensions() {
    assertThat(problems(grid("zip: [seed]")))
        .containsExactly(
            "a.yaml:7:8: Invalid zip: [\"seed\"], must be a mapping of dimensions to lists of equal length");
    assertThat(problems(grid("zip: {sed: [1]}")))
        .containsExactly("a.yaml:7:9: Unknown key: sed, did you mean seed?");
  }

  @Test
  void an_exclusion_that_matches_nothing_is_reported() {
    assertThat(problems(grid("exclude: [{seed: 1, method: imp}, {method: bip, seed: 2}]")))
        .containsExactly(
            "a.yaml:7:13: Invalid exclude: {seed: 1, method: \"imp\"}, must be a pattern that matches a cell of the grid",
            "a.yaml:7:37: Invalid exclude: {method: \"bip\", seed: 2}, must be a pattern that matches a cell of the grid");
  }

  @Test
  void an_exclusion_of_every_cell_is_reported() {
    assertThat(problems(grid("exclude: {seed: 1}")))
        .containsExactly(
            "a.yaml:7:3: Invalid grid: exclude removes all of its 1 cells, must leave one or more");
  }

  @Test
  void an_exclusion_must_name_dimensions() {
    String right = "must be a mapping of one dimension or more, as in {method: imp, seed: 3}";
    assertThat(problems(grid("exclude: [{}, imp]")))
        .containsExactly(
            "a.yaml:7:13: Invalid exclude: {}, " + right,
            "a.yaml:7:17: Invalid exclude: \"imp\", " + right);
  }

  @Test
  void values_of_an_exclusion_are_validated() {
    assertThat(problems(grid("exclude: {method: impp, sparsity: {rounds: 0}}")))
        .containsExactly(
            "a.yaml:7:21: Unknown method: impp, did you mean imp?",
            "a.yaml:7:46: Invalid rounds: 0, must be a whole number from 1 to 60");
  }

  private static String zip(String zip) {
    return "grid:\n  dataset: shapes\n  method: bip\n  zip: " + zip + "\n";
  }
}
