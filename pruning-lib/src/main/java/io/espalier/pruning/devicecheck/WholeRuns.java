// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.devicecheck.TrialRuns.Asked;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Evaluator;
import io.espalier.pruning.trial.TrialResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs every method under every structure that it supports, in each precision, to its end: the mask
 * has the exact count, and the ticket, read again, evaluates the same. Then a run that dies and
 * continues.
 *
 * @param model the network
 * @param images training images
 * @param shares sparsities of unstructured masks
 * @param precisions precisions, in this order
 */
record WholeRuns(
    Choice<Architecture> model, int images, List<Double> shares, List<Precision> precisions)
    implements Check {
  private static final int MOST_TESTED = 200;
  private static final double SHARE_OF_GROUPS = 0.5;
  private static final int DENSE_EPOCHS = 3;
  private static final int EPOCHS = 2;

  /** Compact networks and bfloat16 round in another way: a few images of 200. */
  private static final double MAX_DIFFERENCE = 0.05;

  WholeRuns {
    shares = List.copyOf(shares);
    precisions = List.copyOf(precisions);
  }

  @Override
  public void run(String device, CheckLines lines) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.create()) {
      Subject subject = Subject.of(model, images, Math.min(MOST_TESTED, images));
      TrialRuns runs = new TrialRuns(subject, device, scratch.folder());
      Asked dense =
          new Asked(
              TrialRuns.DENSE,
              Methods.DENSE,
              new Unstructured(),
              Sparsity.DENSE,
              Precision.FLOAT32);
      check(runs, dense, DENSE_EPOCHS, lines);
      for (Asked asked : pruned()) {
        check(runs, asked, EPOCHS, lines);
      }
      new ContinuedRun(runs).run(device, lines);
    }
  }

  private List<Asked> pruned() {
    List<Asked> all = new ArrayList<>();
    for (Precision precision : precisions) {
      for (String method : Methods.ALL.names()) {
        PruningMethod defaults = Methods.ALL.choose(method, Map.of()).value();
        for (String structure :
            List.of("unstructured", "filter", "filter:0.25", "channel", "2:4")) {
          Granularity granularity = Granularity.named(structure).orElseThrow();
          if (!method.equals(Methods.DENSE) && defaults.refuses(granularity).isEmpty()) {
            sparsities(granularity)
                .forEach(sparsity -> all.add(asked(method, granularity, sparsity, precision)));
          }
        }
      }
    }
    return all;
  }

  private List<Sparsity> sparsities(Granularity structure) {
    if (structure.ownSparsity().isPresent()) {
      return List.of(structure.ownSparsity().get());
    }
    return structure instanceof Unstructured
        ? shares.stream().map(Sparsity::new).toList()
        : List.of(new Sparsity(SHARE_OF_GROUPS));
  }

  private static Asked asked(
      String method, Granularity structure, Sparsity sparsity, Precision precision) {
    String name = "%s %s %s %s".formatted(method, structure, sparsity, precision);
    return new Asked(name.replaceAll("[^a-z0-9]+", "-"), method, structure, sparsity, precision);
  }

  private void check(TrialRuns runs, Asked asked, int epochs, CheckLines lines)
      throws InterruptedException {
    String name =
        "%s %s %s %s"
            .formatted(asked.method(), asked.structure(), asked.sparsity(), asked.precision());
    try {
      TrialResult result = runs.run(asked, epochs, report -> {});
      lines.result(
          isExact(asked, result) && isSame(runs, asked, result),
          name,
          String.format(
              Locale.ROOT,
              "%s of %s kept, accuracy %.3f, loss %.3f, %.1f s, loads and evaluates the same",
              result.kept(),
              result.prunable(),
              result.test().accuracy(),
              result.test().loss(),
              result.cost().seconds()));
    } catch (IOException
        | RuntimeException
        | LinkageError e) { // the other methods are checked, too
      lines.fail(name, "threw " + e);
    }
  }

  private static boolean isExact(Asked asked, TrialResult result) {
    long inLayers = result.layers().stream().mapToLong(layer -> layer.sparsity().kept()).sum();
    long expected =
        asked.structure() instanceof Unstructured
            ? asked.sparsity().kept(result.prunable())
            : inLayers;
    return result.kept() == expected && result.kept() == inLayers;
  }

  /** Whether the ticket, read again, has the accuracy that its manifest states. */
  private static boolean isSame(TrialRuns runs, Asked asked, TrialResult result)
      throws IOException {
    Path ticket = runs.ticket(asked.ticket());
    Subject subject = runs.subject();
    LocalStorage storage = new LocalStorage();
    try (NDManager manager = Subject.manager(runs.device());
        PrunableNet net = subject.net(manager, DataType.FLOAT32);
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NetworkState state = new TicketFolder(storage, ticket.toString()).readState(net.manager());
      double found =
          new Evaluator(subject.set(), subject.set().test(), net).evaluate(net, state).accuracy();
      double recorded = Manifest.read(storage, ticket.toString()).accuracy();
      return Math.abs(found - recorded) <= MAX_DIFFERENCE && recorded == result.test().accuracy();
    }
  }
}
