// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.plan.Descent;
import io.espalier.jobs.plan.Origin;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.reproduce.Irreproducible;
import io.espalier.jobs.reproduce.RecordedRun;
import io.espalier.jobs.store.RunIdentity;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.export.TicketBlockFactory;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.Scorings;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A row holds all that decides its run: from every row, the run can be made again. */
class RowsHoldRunsTest {
  private static final List<String> STRUCTURES =
      List.of("unstructured", "filter", "filter:0.25", "channel", "2:4", "1:4", "4:8");

  /** Values of settings; each fits one type or range. */
  private static final List<Object> VALUES =
      List.of(7, 20, 2, 1, 100, 0.3, 0.05, 0.5, 3e-7, 9_007_199_254_740_993L, true, false);

  private static final List<Sparsity> SPARSITIES =
      Stream.of(0.5, 0.29, 0.995, 1e-3, 1 - 1e-9, 0.1 + 0.2)
          .map(Sparsity::requested)
          .collect(ArrayList::new, List::add, List::addAll);

  static {
    for (int round = 1; round <= 60; round++) {
      SPARSITIES.add(Sparsity.afterRounds(round));
    }
  }

  private static final RunKey DENSE = new RunKey("d".repeat(64));

  private static final List<Origin> ORIGINS =
      List.of(
          new Origin.Initialization(),
          new Descent(DENSE, "epochs=3", DENSE),
          new Descent(DENSE, "", new RunKey("e".repeat(64))));

  private int runs;

  @Test
  void every_method_with_any_setting_under_every_structure() throws Irreproducible {
    for (Choice<PruningMethod> method : choices(Methods.ALL)) {
      for (String name : STRUCTURES) {
        Granularity structure = Granularity.named(name).orElseThrow();
        if (method.value().refuses(structure).isEmpty()) {
          Sparsity sparsity = structure.ownSparsity().orElse(SPARSITIES.get(runs % 60));
          assertHeld(spec(shapes(), resnet(), Precision.FLOAT32, structure, method, sparsity, 1));
        }
      }
    }
    assertThat(runs).isGreaterThan(16 * 6 * 3);
  }

  @Test
  void every_dataset_with_any_setting() throws Irreproducible {
    for (Choice<ImageDataset> dataset : choices(Datasets.ALL)) {
      for (Precision precision : Precision.values()) {
        assertHeld(spec(dataset, resnet(), precision, unstructured(), dense(), Sparsity.DENSE, 3));
      }
    }
  }

  @Test
  void every_model_with_any_setting() throws Irreproducible {
    for (Choice<Architecture> model : choices(Architectures.ALL)) {
      for (Precision precision : Precision.values()) {
        assertHeld(spec(shapes(), model, precision, unstructured(), dense(), Sparsity.DENSE, 3));
      }
    }
  }

  @Test
  void every_part_of_the_images_with_the_run_that_scored_them() throws Irreproducible {
    RunKey scores = new RunKey("c".repeat(64));
    for (Choice<DataPruning> part : choices(DataPruning.ALL)) {
      RunSpec whole =
          spec(shapes(), resnet(), Precision.FLOAT32, unstructured(), dense(), Sparsity.DENSE, 3);
      RunSpec spec =
          new RunSpec(
              whole.dataset(),
              whole.fingerprint(),
              whole.model(),
              whole.precision(),
              whole.structure(),
              whole.method(),
              whole.sparsity(),
              whole.seed(),
              DataPruning.canonical(part));
      for (Origin origin : ORIGINS) {
        RunNode bare = new RunNode(DENSE, spec, origin, List.of(scores));
        RunNode node =
            new RunNode(RunKey.of(spec, bare.startsFrom()), spec, origin, List.of(scores));

        assertThat(new RecordedRun(new RunRows(node).identity()).node()).isEqualTo(node);
      }
    }
  }

  @Test
  void every_run_that_scores_images() throws Irreproducible {
    for (Choice<PruningMethod> scoring : choices(Scorings.ALL)) {
      assertHeld(
          spec(shapes(), resnet(), Precision.FLOAT32, unstructured(), scoring, Sparsity.DENSE, 1));
    }
  }

  @Test
  void every_sparsity_and_seed() throws Irreproducible {
    for (Sparsity sparsity : SPARSITIES) {
      for (long seed : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertHeld(
            spec(
                shapes(),
                resnet(),
                Precision.FLOAT32,
                unstructured(),
                Methods.ALL.choose("imp", Map.of()),
                sparsity,
                seed));
      }
    }
  }

  @Test
  void a_network_of_a_user() throws Irreproducible {
    assertHeld(
        spec(
            shapes(),
            Architectures.ALL.choose(TicketBlockFactory.class.getName(), Map.of()),
            Precision.FLOAT32,
            unstructured(),
            dense(),
            Sparsity.DENSE,
            1));
  }

  @Test
  void a_run_of_an_earlier_version_of_its_method_is_refused_with_both_versions() {
    RunSpec spec =
        spec(
            shapes(),
            resnet(),
            Precision.FLOAT32,
            unstructured(),
            Methods.ALL.choose("gmp", Map.of("epochs", 5)),
            new Sparsity(0.5),
            1);
    RunIdentity now =
        new RunRows(new RunNode(RunKey.of(spec, List.of()), spec, ORIGINS.get(0))).identity();
    RunIdentity before =
        new RunIdentity(
            "k1",
            now.dataset(),
            now.datasetFingerprint(),
            now.model(),
            now.structure(),
            now.method(),
            now.variant().replace("version=3", "version=2"),
            now.setting(),
            null,
            now.settings(),
            now.seed(),
            now.sparsityTarget(),
            null,
            null);

    assertThatThrownBy(() -> new RecordedRun(before).node())
        .isInstanceOf(Irreproducible.class)
        .hasMessageStartingWith("Cannot reproduce k1: ")
        .hasMessageContaining(
            "variant has version=2, and this version of Espalier makes runs with version=3; use the"
                + " version in its columns espalier_version and git_commit");
  }

  private void assertHeld(RunSpec spec) throws Irreproducible {
    Origin any = ORIGINS.get(runs++ % ORIGINS.size());
    boolean usesAMask = spec.method().value().start() == PruningMethod.Start.OTHER_MASK;
    Origin origin = usesAMask ? new Origin.OtherMask(new RunKey("f".repeat(64))) : any;
    List<RunKey> parents = new RunNode(DENSE, spec, origin).parentKey().stream().toList();
    RunNode node = new RunNode(RunKey.of(spec, parents), spec, origin);

    assertThat(new RecordedRun(new RunRows(node).identity()).node()).isEqualTo(node);
  }

  /**
   * Every member of a catalog with its defaults, with another value of each setting, and with as
   * many others at once as it accepts. A setting that needs others is given with those before it.
   */
  private static <T> List<Choice<T>> choices(Catalog<T> catalog) {
    List<Choice<T>> choices = new ArrayList<>();
    for (String name : catalog.names()) {
      choices.add(catalog.choose(name, Map.of()));
      Map<String, Object> together = new LinkedHashMap<>();
      for (String setting : catalog.defaults(name).keySet()) {
        Map<String, Object> needed = Map.of();
        List<Object> others = others(catalog, name, setting, needed);
        if (others.isEmpty()) {
          needed = Map.copyOf(together);
          others = others(catalog, name, setting, needed);
        }
        for (String left : others.isEmpty() ? List.copyOf(together.keySet()) : List.<String>of()) {
          Map<String, Object> fewer = new LinkedHashMap<>(together);
          fewer.remove(left);
          if (others.isEmpty()) {
            needed = fewer;
            others = others(catalog, name, setting, needed);
          }
        }
        assertThat(others).as("%s of %s", setting, name).isNotEmpty();
        for (Object other : others) {
          choices.add(catalog.choose(name, with(needed, setting, other)));
        }
        together.put(setting, others.get(0));
        if (chosen(catalog, name, together).isEmpty()) {
          together.remove(setting);
        }
      }
      choices.add(catalog.choose(name, together));
    }
    return choices;
  }

  /** Values that a setting accepts and that are not its default. */
  private static <T> List<Object> others(
      Catalog<T> catalog, String name, String setting, Map<String, Object> needed) {
    List<Object> candidates = new ArrayList<>(VALUES);
    try {
      catalog.choose(name, Map.of(setting, "?"));
    } catch (InvalidSettings e) { // "must be cosine or step"
      candidates.addAll(List.of(e.getMessage().replaceFirst(".* must be ", "").split(" or ")));
    }
    return candidates.stream()
        .filter(
            value ->
                chosen(catalog, name, with(needed, setting, value))
                    .filter(choice -> choice.settings().containsKey(setting))
                    .isPresent())
        .toList();
  }

  private static Map<String, Object> with(
      Map<String, Object> settings, String setting, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return more;
  }

  private static <T> Optional<Choice<T>> chosen(
      Catalog<T> catalog, String name, Map<String, Object> settings) {
    try {
      return Optional.of(catalog.choose(name, settings));
    } catch (InvalidSettings e) {
      return Optional.empty();
    }
  }

  private static RunSpec spec(
      Choice<ImageDataset> dataset,
      Choice<Architecture> model,
      Precision precision,
      Granularity structure,
      Choice<PruningMethod> method,
      Sparsity sparsity,
      long seed) {
    return new RunSpec(dataset, "f0", model, precision, structure, method, sparsity, seed);
  }

  private static Choice<ImageDataset> shapes() {
    return Datasets.ALL.choose("shapes", Map.of());
  }

  private static Choice<Architecture> resnet() {
    return Architectures.ALL.choose("resnet20s", Map.of("width", 0.5));
  }

  private static Choice<PruningMethod> dense() {
    return Methods.ALL.choose(Methods.DENSE, Map.of());
  }

  private static Granularity unstructured() {
    return Granularity.named("unstructured").orElseThrow();
  }
}
