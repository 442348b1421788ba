// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.config.ConfigReader;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.SweepConfig;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Catalog.Entry;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.Pruned;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.PruningRun;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RunKeyTest {
  private static final RunSpec DENSE = spec(choice("dense", Map.of()), Sparsity.DENSE);
  private static final RunKey DENSE_KEY =
      new RunKey("21e1fff27eb5e9682f054bef09da8279b633d5742d88eeafe4615bb959df20e8");
  private static final RunKey BIP_KEY =
      new RunKey("84ccdef83e431e11111c9bf72fa91865a093d3e74a423e49643d94adfd535c8d");
  private static final RunKey ROUND_KEY =
      new RunKey("b924994060c8bfbe0421ae277baf1e36ef90e4db6bfcb861654c858a3355d978");

  /** If one of these fails, existing results of users would be computed again: raise a version. */
  @Test
  void keys_never_change() {
    assertThat(RunKey.of(DENSE, List.of())).isEqualTo(DENSE_KEY);
    assertThat(
            RunKey.of(
                spec(choice("bip", Map.of("epochs", 8, "gamma", 0.5)), new Sparsity(0.9)),
                List.of(DENSE_KEY)))
        .isEqualTo(BIP_KEY);
    assertThat(
            RunKey.of(
                spec(choice("imp", Map.of("schedule", "cosine")), Sparsity.afterRounds(3)),
                List.of(DENSE_KEY)))
        .isEqualTo(ROUND_KEY);
  }

  @Test
  void the_canonical_form_is_sorted_and_has_no_white_space_paths_or_defaults() {
    assertThat(
            RunKey.canonical(
                spec(
                    choice("bip", Map.of("gamma", 1, "epochs", 8, "rate", 5e-4)),
                    new Sparsity(0.9)),
                List.of(new RunKey("d"))))
        .isEqualTo(
            "{\"core\":1,\"dataset\":{\"name\":\"shapes\",\"settings\":{}},\"fingerprint\":\"f0\","
                + "\"method\":{\"name\":\"bip\",\"settings\":{\"epochs\":8,\"rate\":5.0E-4}},"
                + "\"model\":{\"name\":\"resnet20s\",\"settings\":{}},\"seed\":1,\"sparsity\":0.9,"
                + "\"starts_from\":[\"d\"],\"structure\":\"unstructured\"}");
  }

  @Test
  void the_key_has_the_version_of_a_structure_whose_results_changed() {
    RunSpec filters =
        new RunSpec(
            Cells.SHAPES,
            "f0",
            Cells.RESNET,
            Precision.FLOAT32,
            new Filters(),
            choice("omp", Map.of()),
            new Sparsity(0.5),
            1);

    assertThat(RunKey.canonical(filters, List.of(new RunKey("d"))))
        .endsWith("\"structure\":\"filter 2\"}");
  }

  @Test
  void the_key_has_the_version_of_a_method_whose_results_changed() {
    Map<String, Integer> versions = Map.of("gmp", 3, "granet", 3, "grasp", 2, "synflow", 2);
    versions.forEach(
        (method, version) ->
            assertThat(
                    RunKey.canonical(spec(choice(method, Map.of()), new Sparsity(0.9)), List.of()))
                .contains(
                    "{\"name\":\"%s\",\"settings\":{\"version\":%s}}".formatted(method, version)));
  }

  @Test
  void the_key_has_the_version_of_a_dataset_whose_images_changed() {
    for (String dataset : List.of("imagenet", "image-folder")) {
      RunSpec dense =
          new RunSpec(
              Datasets.ALL.choose(dataset, Map.of()),
              "f0",
              Cells.RESNET,
              Precision.FLOAT32,
              DENSE.structure(),
              choice("dense", Map.of()),
              Sparsity.DENSE,
              1);

      assertThat(RunKey.canonical(dense, List.of()))
          .contains("{\"name\":\"%s\",\"settings\":{\"version\":2}}".formatted(dataset));
    }
  }

  @Test
  void a_rounded_sparsity_of_a_round_has_the_key_of_that_round() {
    Choice<PruningMethod> imp = choice("imp", Map.of("schedule", "cosine"));

    assertThat(RunKey.of(spec(imp, Sparsity.requested(0.488)), List.of(DENSE_KEY)))
        .isEqualTo(ROUND_KEY);
    assertThat(RunKey.of(spec(imp, new Sparsity(0.488)), List.of(DENSE_KEY)))
        .isNotEqualTo(ROUND_KEY);
  }

  @Test
  void everything_that_determines_a_result_changes_its_key() {
    Choice<PruningMethod> bip = choice("bip", Map.of());
    List<RunKey> parent = List.of(new RunKey("d"));
    RunKey key = RunKey.of(spec(bip, new Sparsity(0.5)), parent);
    RunSpec spec = spec(bip, new Sparsity(0.5));

    assertThat(
            List.of(
                RunKey.of(spec, List.of(new RunKey("e"))),
                RunKey.of(spec, List.of()),
                RunKey.of(spec(bip, new Sparsity(0.6)), parent),
                RunKey.of(spec(choice("omp", Map.of()), new Sparsity(0.5)), parent),
                RunKey.of(spec(choice("bip", Map.of("epochs", 3)), new Sparsity(0.5)), parent),
                RunKey.of(
                    new RunSpec(
                        spec.dataset(),
                        "f1",
                        spec.model(),
                        spec.precision(),
                        spec.structure(),
                        bip,
                        spec.sparsity(),
                        1),
                    parent),
                RunKey.of(
                    new RunSpec(
                        spec.dataset(),
                        "f0",
                        Architectures.ALL.choose("resnet18", Map.of()),
                        spec.precision(),
                        spec.structure(),
                        bip,
                        spec.sparsity(),
                        1),
                    parent),
                RunKey.of(
                    new RunSpec(
                        spec.dataset(),
                        "f0",
                        spec.model(),
                        spec.precision(),
                        spec.structure(),
                        bip,
                        spec.sparsity(),
                        2),
                    parent),
                RunKey.of(
                    new RunSpec(
                        spec.dataset(),
                        "f0",
                        spec.model(),
                        Precision.BF16,
                        spec.structure(),
                        bip,
                        spec.sparsity(),
                        1),
                    parent)))
        .doesNotContain(key)
        .doesNotHaveDuplicates();
  }

  @Test
  void another_length_of_the_dense_run_changes_every_key() {
    assertThat(keys(config("dense: {epochs: 20}", "bip"), "f0"))
        .doesNotContainAnyElementsOf(keys(config("dense: {epochs: 21}", "bip"), "f0"));
  }

  @Test
  void other_content_of_the_dataset_changes_every_key() {
    SweepConfig config = config("data: {cifar10: /a}", "bip");

    assertThat(keys(config, "f0")).doesNotContainAnyElementsOf(keys(config, "f1"));
  }

  @Test
  void a_moved_folder_changes_no_key() {
    assertThat(keys(config("data: {cifar10: /a}", "imp"), "f0"))
        .isEqualTo(keys(config("data: {cifar10: s3a://b/a}", "imp"), "f0"));
  }

  @Test
  void float32_changes_no_key_and_another_precision_changes_every_key() {
    List<RunKey> keys = keys(config("dense: {epochs: 9}", "imp"), "f0");

    assertThat(keys(config("dense: {epochs: 9}", "imp\n  precision: float32"), "f0"))
        .isEqualTo(keys);
    assertThat(keys(config("dense: {epochs: 9}", "imp\n  precision: bf16"), "f0"))
        .hasSameSizeAs(keys)
        .doesNotContainAnyElementsOf(keys);
  }

  @Test
  void equal_settings_have_equal_keys_in_any_notation() {
    List<RunKey> keys =
        keys(
            config("dense: {rate: 0.25, batch: 64}", "{name: bip, gamma: 2, mask_rate: 0.3}"), "f");

    assertThat(
            keys(
                config(
                    "dense: {batch: 64, rate: 25e-2}", "{mask_rate: 3e-1, gamma: 2.0, name: bip}"),
                "f"))
        .isEqualTo(keys);
    assertThat(
            keys(
                config(
                    "dense: {rate: 0.25, batch: 64, momentum: 0.9}",
                    "{name: bip, gamma: 2, mask_rate: 0.3, epochs: 100}"),
                "f"))
        .isEqualTo(keys);
  }

  /** A method as it was first released; {@link Later} has a setting that was added later. */
  record First(int epochs) implements PruningMethod {
    @Override
    public Start start() {
      return Start.INITIAL;
    }

    @Override
    public double passes() {
      return epochs;
    }

    @Override
    public Pruned prune(PruningRun run) {
      throw new UnsupportedOperationException("only planned, never run");
    }
  }

  record Later(double added, int epochs) implements PruningMethod {
    @Override
    public Start start() {
      return Start.INITIAL;
    }

    @Override
    public double passes() {
      return epochs;
    }

    @Override
    public Pruned prune(PruningRun run) {
      throw new UnsupportedOperationException("only planned, never run");
    }
  }

  @Test
  void a_new_setting_at_its_default_changes_no_key_and_a_raised_version_does() {
    Map<String, Integer> settings = Map.of("epochs", 3);
    RunKey key = keyOf(new Entry<>("m", 1, new First(5)), settings);

    assertThat(keyOf(new Entry<>("m", 1, new Later(0, 5)), settings)).isEqualTo(key);
    assertThat(keyOf(new Entry<>("m", 1, new Later(1, 5)), Map.of("epochs", 3, "added", 2)))
        .isNotEqualTo(key);
    assertThat(keyOf(new Entry<>("m", 2, new First(5)), settings)).isNotEqualTo(key);
  }

  @Test
  void a_brief_key_has_the_first_ten_characters() {
    assertThat(DENSE_KEY.brief()).isEqualTo("21e1fff27e");
    assertThat(new RunKey("f0").brief()).isEqualTo("f0");
  }

  @Test
  void a_spec_without_a_dataset_fingerprint_is_rejected() {
    assertThatThrownBy(
            () ->
                new RunSpec(
                    Cells.SHAPES,
                    " ",
                    Cells.RESNET,
                    Precision.FLOAT32,
                    new Unstructured(),
                    choice("bip", Map.of()),
                    new Sparsity(0.5),
                    1))
        .hasMessageContaining("Invalid fingerprint of shapes");
  }

  private static RunKey keyOf(Entry<? extends PruningMethod> entry, Map<String, ?> settings) {
    Catalog<PruningMethod> catalog = new Catalog<>("method", List.of(entry));
    return RunKey.of(spec(catalog.choose("m", settings), new Sparsity(0.5)), List.of());
  }

  private static Choice<PruningMethod> choice(String name, Map<String, ?> settings) {
    return Methods.ALL.choose(name, settings);
  }

  private static RunSpec spec(Choice<PruningMethod> method, Sparsity sparsity) {
    return new RunSpec(
        Cells.SHAPES,
        "f0",
        Cells.RESNET,
        Precision.FLOAT32,
        new Unstructured(),
        method,
        sparsity,
        1);
  }

  private static SweepConfig config(String line, String method) {
    String yaml =
        """
        %s
        grid:
          dataset: %s
          model: resnet18
          method: %s
          sparsity: {rounds: 2}
          seed: 1
        """
            .formatted(line, line.startsWith("data") ? "cifar10" : "shapes", method);
    return ConfigReader.read("a.yaml", yaml, List.of()).orThrow();
  }

  private static List<RunKey> keys(SweepConfig config, String fingerprint) {
    var fingerprints =
        config.sources().stream()
            .collect(Collectors.toMap(DataSource::dataset, source -> fingerprint));
    return SweepGraph.of(config.parts(), fingerprints).whole().graph().nodes().stream()
        .map(RunNode::key)
        .toList();
  }
}
