// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.grid;
import static io.espalier.jobs.config.TestConfigs.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The expected places were counted by hand in the text, from line 1 and column 1. */
class InvalidPartsTest {
  private static final String PIECES = "{dense: …, grid: …} or a list of one or more of them";

  @Test
  void errors_of_all_parts_are_reported_at_once_whether_or_not_they_are_selected() {
    String yaml =
        """
        dense: {epochs: none}
        parts:
          first:
            gird: {}
            grid: {dataset: shapes, model: resnet18, method: bipp, sparsity: 0.5, seed: 1}
          second:
            - grid: {dataset: cifar10, model: resnet18, method: bip, sparsity: 2, seed: 1}
              dense: {epochs: 0}
            - {dense: {rate: 1}}
        """;

    assertThat(problems(yaml, "only=[first, thrid, secnd]"))
        .containsExactly(
            "a.yaml:1:17: Invalid epochs: \"none\", must be a whole number",
            "a.yaml:4:5: Unknown key: gird, did you mean grid?",
            "a.yaml:5:54: Unknown method: bipp, did you mean bip?",
            "a.yaml:7:72: Invalid sparsity: 2, must be greater than 0 and less than 1 (the share removed), or {rounds: …}",
            "a.yaml:8:23: Invalid epochs: 0, must be at least 1",
            "a.yaml:9:7: Invalid part: no grid, must have a grid with [dataset, model, precision, data_pruning, structure, method, sparsity, seed]",
            "--set only: Unknown part: thrid",
            "--set only: Unknown part: secnd, did you mean second?");
  }

  @Test
  void a_sweep_with_both_a_grid_and_parts_is_rejected() {
    assertThat(problems(grid() + "parts:\n  a:\n    " + grid("seed: x").replace("\n", "\n    ")))
        .containsExactly(
            "a.yaml:7:1: Invalid sweep: both parts and a grid at a.yaml:1:1, must have one of the two",
            "a.yaml:14:13: Invalid seed: \"x\", must be a whole number");
  }

  @Test
  void only_is_rejected_without_parts() {
    assertThat(problems("only: fine\n" + grid()))
        .containsExactly(
            "a.yaml:1:1: Cannot run only \"fine\": the sweep has no parts, must have parts");
  }

  @Test
  void parts_that_are_not_a_mapping_of_parts_are_reported() {
    String right = "must be a mapping of one or more part names to " + PIECES;
    assertThat(problems("parts: {}\nonly: x\n"))
        .containsExactly("a.yaml:1:8: Invalid parts: {}, " + right);
    assertThat(problems("parts: [a]\n"))
        .containsExactly("a.yaml:1:8: Invalid parts: [\"a\"], " + right);
    assertThat(problems("parts:\n")).containsExactly("a.yaml:1:7: Invalid parts: null, " + right);
  }

  @Test
  void a_part_must_be_one_or_more_pieces() {
    assertThat(problems("parts: {a: [], b: 3, c: [4]}"))
        .containsExactly(
            "a.yaml:1:12: Invalid part a: [], must be " + PIECES,
            "a.yaml:1:19: Invalid part b: 3, must be " + PIECES,
            "a.yaml:1:26: Invalid part c: 4, must be " + PIECES);
  }

  @Test
  void only_must_be_one_or_more_names_of_parts() {
    String parts = "parts:\n  a:\n    " + grid().replace("\n", "\n    ");
    String right = "must be the name of a part, or a list of one or more";

    assertThat(problems(parts, "only="))
        .containsExactly("--set only: Invalid only: null, " + right);
    assertThat(problems(parts, "only=[]"))
        .containsExactly("--set only: Invalid only: [], " + right);
    assertThat(problems(parts, "only=[a, 3]"))
        .containsExactly("--set only: Invalid only: 3, " + right);
    assertThat(problems(parts, "only={a: 1}"))
        .containsExactly("--set only: Invalid only: {a: 1}, " + right);
  }

  @Test
  void settings_of_dense_in_the_grid_of_a_part_are_rejected() {
    assertThat(
            problems(
                "parts: {a: {grid: {dataset: shapes, model: resnet18, method: {name: dense, epochs: 1}, seed: 1}}}"))
        .containsExactly(
            "a.yaml:1:76: Cannot set epochs for dense in the grid: settings of dense runs must be under the key dense, beside grid");
  }
}
