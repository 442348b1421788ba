// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.train.EpochReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A method's whole run of two steps, in which what it does beyond dense steps happens {@code
 * events} times.
 *
 * @param settings beside {@code epochs} and {@code batch}
 * @param structure as users write it
 * @param event what happens, as the end of "extra cost of"
 */
record MethodCase(
    String method, Map<String, Object> settings, String structure, int events, String event) {

  /** What the others are compared with. */
  static final MethodCase DENSE = once(Methods.DENSE, "nothing");

  /** Two updates in two steps, where a default has them far apart. */
  private static final Map<String, Object> UPDATES = Map.of("begin", 0, "end", 1, "interval", 0.5);

  static final List<MethodCase> ALL =
      List.of(
          once("bip", "the first mask and one upper level"),
          once("imp", "a round's cut"),
          once("omp", "the cut"),
          once("global-mp", "the cut"),
          once("lamp", "the cut"),
          once("sap", "a round's cut"),
          once("lrp", "scoring and the cut"),
          new MethodCase(
              "rd-dp",
              Map.of("images", Workload.BATCH, "points", 1),
              "unstructured",
              1,
              "a point of each layer's curve, and the cut"),
          new MethodCase(
              "hydra",
              Map.of("epochs", 1, "score_epochs", 1),
              "unstructured",
              1,
              "the first scores and a step of them"),
          new MethodCase("gmp", UPDATES, "unstructured", 2, "an update"),
          new MethodCase("granet", UPDATES, "unstructured", 2, "an update"),
          new MethodCase("rigl", UPDATES, "unstructured", 2, "an update"),
          new MethodCase("sr-ste", Map.of(), "2:4", 2, "a step"),
          new MethodCase(
              "bn-select",
              Map.of("images", Workload.BATCH, "candidates", 1, "select_batches", 1),
              "unstructured",
              1,
              "a candidate and the cut"),
          new MethodCase(
              "iss-p",
              Map.of("epochs", 1, "shrink_epochs", 1),
              "unstructured",
              1,
              "a shrinkage and the cut"),
          new MethodCase("pre-cropping", Map.of(), "filter", 1, "the widths"),
          new MethodCase("early-bird", Map.of(), "filter", 1, "the search's end"),
          new MethodCase(
              "mask-sparsity",
              Map.of("epochs", 1, "search_epochs", 1, "press_epochs", 1),
              "filter",
              1,
              "the ranking and a step of the search and of the press"),
          once("snip", "scoring"),
          once("grasp", "scoring"),
          once("synflow", "scoring"),
          once("random", "drawing"));

  private static MethodCase once(String method, String event) {
    return new MethodCase(method, Map.of(), "unstructured", 1, event);
  }

  /** A shot is the whole run; an epoch of {@code workload} has one step. */
  Shot on(Workload workload) {
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 2, "batch", Workload.BATCH));
    all.putAll(settings);
    PruningMethod chosen = Methods.ALL.choose(method, all).value();
    Granularity kind = Granularity.named(structure).orElseThrow();
    return () -> chosen.prune(workload.run(chosen, kind, MethodCase::ignored));
  }

  private static void ignored(EpochReport report) {}

  @Override
  public String toString() {
    return "%s: %s".formatted(method, event);
  }
}
