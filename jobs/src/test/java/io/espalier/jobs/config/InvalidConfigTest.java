// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.grid;
import static io.espalier.jobs.config.TestConfigs.problems;
import static io.espalier.jobs.config.TestConfigs.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.jobs.sweep.ConfigProblem;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.InvalidConfig;
import io.espalier.jobs.sweep.Place;
import io.espalier.jobs.sweep.SweepConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The expected places were counted by hand in the text blocks, from line 1 and column 1. */
class InvalidConfigTest {

  @Test
  void all_errors_of_a_file_are_reported_in_file_order() {
    String yaml =
        """
        nmae: quickstart
        data:
          cifar11: /data
          shapes: /data
        dense: {epochs: 0, rate: fast}
        grid:
          dataset: [cifar10, shpes]
          model: {name: resnet20s, widht: 0.5}
          structure: unstructred
          method: [bipp, {name: bip, epochs: [5, 0], gamma: -1}]
          sparsity: [0, 0.5, 1, {rounds: [0, 3]}]
          seed: one
          seed: 2
          sede: 3
          exclude: [{metod: imp}]
        """;

    assertThat(problems(yaml, "seed", "grid.structure.x=1"))
        .containsExactly(
            "a.yaml:1:1: Unknown key: nmae, did you mean name?",
            "a.yaml:3:3: Unknown dataset: cifar11, did you mean cifar10?",
            "a.yaml:4:11: Invalid data.shapes: \"/data\", must be omitted: shapes is generated",
            "a.yaml:5:17: Invalid epochs: 0, must be at least 1",
            "a.yaml:5:26: Invalid rate: \"fast\", must be a number",
            "a.yaml:7:22: Unknown dataset: shpes, did you mean shapes?",
            "a.yaml:8:28: Unknown setting of model resnet20s: widht, did you mean width?",
            "a.yaml:9:14: Unknown structure: unstructred, did you mean unstructured?",
            "a.yaml:10:12: Unknown method: bipp, did you mean bip?",
            "a.yaml:10:42: Invalid epochs: 0, must be at least 1",
            "a.yaml:10:53: Invalid gamma: -1.0, must be greater than 0",
            "a.yaml:11:14: Invalid sparsity: 0, must be greater than 0 and less than 1 (the share removed), or {rounds: …}",
            "a.yaml:11:22: Invalid sparsity: 1, must be greater than 0 and less than 1 (the share removed), or {rounds: …}",
            "a.yaml:11:35: Invalid rounds: 0, must be a whole number from 1 to 60",
            "a.yaml:12:9: Invalid seed: \"one\", must be a whole number",
            "a.yaml:13:3: Duplicate key: seed, first at a.yaml:12:3",
            "a.yaml:14:3: Unknown key: sede, did you mean seed?",
            "a.yaml:15:14: Unknown key: metod, did you mean method?",
            "--set seed: Invalid --set: seed, must be key=value, as in grid.seed=1",
            "--set grid.structure.x: Cannot set grid.structure.x: grid.structure is \"unstructred\" at a.yaml:9:14, must be a mapping");
  }

  @Test
  void a_merge_key_is_reported_wherever_it_is_with_the_other_problems() {
    String yaml =
        """
        dense: &short {epochs: 1}
        grid:
          dataset: shapes
          model: resnet20s
          method:
            - {name: imp, <<: *short}
            - name: bip
              <<: [*short, {batch: 20}]
              rate: fast
          sparsity: 0.5
          seed: 1
          "<<": quoted
        """;

    assertThat(problems(yaml, "checkpoint={<<: {minutes: 2}}"))
        .containsExactly(
            "a.yaml:6:19: Invalid key: <<, merge keys are not supported; write out the keys instead",
            "a.yaml:8:7: Invalid key: <<, merge keys are not supported; write out the keys instead",
            "a.yaml:9:13: Invalid rate: \"fast\", must be a number",
            "a.yaml:12:3: Unknown key: <<",
            "--set checkpoint: Invalid key: <<, merge keys are not supported; write out the keys instead");
  }

  @Test
  void a_merge_key_for_the_whole_grid_is_reported() {
    assertThat(problems("grid: {<<: {seed: 1}}"))
        .contains(
            "a.yaml:1:8: Invalid key: <<, merge keys are not supported; write out the keys instead");
  }

  @Test
  void a_class_that_is_not_a_model_is_reported_at_its_name() {
    assertThat(problems(grid("model: [resnet18, com.acme.MyNet, {name: java.lang.String}]")))
        .containsExactly(
            "a.yaml:3:21: Cannot use model com.acme.MyNet: there is no such class on the class path",
            "a.yaml:3:44: Cannot use model java.lang.String: it does not implement ai.djl.nn.BlockFactory");
  }

  @Test
  void the_message_has_one_line_per_problem() {
    assertThatThrownBy(() -> read(grid("method: bipp", "seed: x")))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageMatching(
            "a\\.yaml:4:11: Unknown method: bipp, did you mean bip\\? \\(known: dense, bip, .*\\)\n"
                + "a\\.yaml:6:9: Invalid seed: \"x\", must be a whole number");
  }

  @Test
  void a_yaml_syntax_error_is_reported_at_its_place() {
    assertThat(problems("grid:\n  dataset: [shapes\n  model: x\n"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:3:8: Cannot read YAML: while parsing a flow sequence");
    assertThat(problems("name: a\n\tgrid: x\n"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:2:1: Cannot read YAML: ");
    assertThat(problems("name: \u0007\n"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:1:1: Cannot read YAML: ");
    assertThat(problems("name: a\n---\nname: b\n"))
        .singleElement()
        .asString()
        .startsWith("a.yaml:2:1: Cannot read YAML: expected a single document");
  }

  @Test
  void a_yaml_syntax_error_does_not_hide_problems_of_the_overrides() {
    assertThat(problems("name: [", "seed")).hasSize(2);
  }

  @Test
  void a_missing_file_is_reported() {
    Path file = Path.of("no", "such.yaml");

    assertThatThrownBy(() -> ConfigReader.read(file, List.of()).orThrow())
        .isInstanceOf(InvalidConfig.class)
        .hasMessage(file + ":1:1: Cannot read the sweep: there is no such file");
  }

  @Test
  void a_file_that_is_not_utf_8_is_reported(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.yaml"), new byte[] {(byte) 0xC3, 0x28});

    assertThatThrownBy(() -> ConfigReader.read(file, List.of()).orThrow())
        .hasMessage(file + ":1:1: Cannot read the sweep: it is not UTF-8 text");
  }

  @Test
  void an_empty_file_is_reported() {
    assertThat(problems("# nothing yet\n"))
        .containsExactly("a.yaml:1:1: Cannot read the sweep: the file is empty");
  }

  @Test
  void a_file_without_a_mapping_is_reported() {
    assertThat(problems("- grid\n"))
        .containsExactly(
            "a.yaml:1:1: Invalid sweep: [\"grid\"], must be a mapping with a grid or parts");
  }

  @Test
  void invalid_tags_recursive_values_and_non_string_keys_are_reported() {
    assertThat(problems(grid("seed: !!int x")))
        .contains("a.yaml:6:9: Cannot read YAML: \"x\" is not a valid tag:yaml.org,2002:int");
    assertThat(problems(grid("seed: !odd 1")))
        .contains("a.yaml:6:9: Cannot read YAML: \"1\" is not a valid !odd");
    assertThat(problems(grid("seed: &a [*a]")))
        .contains("a.yaml:6:9: Cannot read YAML: this value contains itself");
    assertThat(problems(grid("[a]: 1"))).contains("a.yaml:7:3: Invalid key: must be a string");
  }

  @Test
  void sections_of_the_wrong_type_are_reported() {
    assertThat(problems("name: 5\ndata: x\ndense: [1]\ngrid: 3\n"))
        .containsExactly(
            "a.yaml:1:7: Invalid name: 5, must be a string",
            "a.yaml:2:7: Invalid data: \"x\", must be a mapping of datasets to folders",
            "a.yaml:3:8: Invalid dense: [1], must be a mapping of settings, as in {epochs: 100}",
            "a.yaml:4:7: Invalid grid: 3, must be a mapping with [dataset, model, precision, data_pruning, structure, method, sparsity, seed]");
  }

  @Test
  void blank_strings_are_reported() {
    assertThat(problems("name: ' '\ndata: {cifar10: ''}\n" + grid("seed: 1")))
        .containsExactly(
            "a.yaml:1:7: Invalid name: \" \", must be a string",
            "a.yaml:2:17: Invalid data.cifar10: \"\", must be a folder");
  }

  @Test
  void a_missing_grid_is_reported() {
    assertThat(problems("name: a\n"))
        .containsExactly(
            "a.yaml:1:1: Invalid sweep: no grid, must have a grid with [dataset, model, precision, data_pruning, structure, method, sparsity, seed], or parts");
  }

  @Test
  void a_dataset_without_a_folder_is_a_source_without_a_location_and_no_problem_yet() {
    SweepConfig config = read(grid("dataset: [shapes, cifar10]"));

    assertThat(config.sources())
        .extracting(DataSource::isPlaced, source -> source.place().toString())
        .containsExactly(tuple(true, "a.yaml:2:13"), tuple(false, "a.yaml:2:21"));
  }

  @Test
  void a_dataset_with_an_invalid_folder_is_not_a_source() {
    String yaml = "data: {cifar10: ''}\n" + grid("dataset: [shapes, cifar10]");

    assertThat(ConfigReader.read("a.yaml", yaml, List.of()).sources())
        .extracting(source -> source.dataset().name())
        .containsExactly("shapes");
  }

  @Test
  void a_folder_must_be_a_string() {
    assertThat(problems("data: {cifar10: 5}\n" + grid("dataset: cifar10")))
        .containsExactly("a.yaml:1:17: Invalid data.cifar10: 5, must be a folder");
  }

  @Test
  void problems_of_overrides_are_located_by_key() {
    assertThat(problems(grid("seed: 1"), "grid.method={name: bipp}", "grid.seed=", "=3", "a..b=1"))
        .containsExactlyInAnyOrder(
            "--set grid.method: Unknown method: bipp, did you mean bip?",
            "--set grid.seed: Invalid seed: null, must be a whole number",
            "--set : Invalid --set: =3, must be key=value, as in grid.seed=1",
            "--set a..b: Invalid --set: a..b=1, must be key=value, as in grid.seed=1");
  }

  @Test
  void an_override_that_is_not_yaml_is_reported() {
    assertThat(problems(grid("seed: 1"), "grid.seed=[1"))
        .singleElement()
        .asString()
        .startsWith("--set grid.seed: Cannot read YAML: ");
  }

  @Test
  void a_later_problem_of_the_data_is_reported_at_the_place_of_its_folder() {
    SweepConfig config = read("data:\n  cifar10: /nowhere\n" + grid("dataset: cifar10"));
    Place place = config.sources().get(0).place();

    assertThat(new InvalidConfig(List.of(new ConfigProblem(place, "Cannot read /nowhere"))))
        .hasMessage("a.yaml:2:12: Cannot read /nowhere");
  }
}
