// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.TrainingObserver;
import io.espalier.pruning.trial.Trial;
import io.espalier.pruning.trial.TrialResult;
import io.espalier.pruning.trial.TrialSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whole runs on a device, with tickets and checkpoints in a folder.
 *
 * @param folder of the tickets; the dense one is {@value #DENSE}
 */
record TrialRuns(Subject subject, String device, Path folder) {
  static final String DENSE = "dense";

  private static final int BATCH = 64;

  /** Settings whose defaults are many forward passes. */
  private static final Set<String> MANY = Set.of("points", "candidates");

  private static final int FEW = 4;

  /**
   * What a run is asked for.
   *
   * @param ticket folder of its ticket
   */
  record Asked(
      String ticket,
      String method,
      Granularity structure,
      Sparsity sparsity,
      Precision precision) {}

  /**
   * Runs a trial in the way of a GPU, also on a CPU; a method that starts from a dense network
   * starts from {@value #DENSE}.
   */
  TrialResult run(Asked asked, int epochs, TrainingObserver observer)
      throws IOException, InterruptedException {
    return new Trial(
            new LocalStorage(),
            subject.set(),
            device,
            CheckpointInterval.ofEpochs(1),
            ProcessEngine.checked(device),
            Residence.DEVICE)
        .run(spec(asked, epochs), observer);
  }

  /**
   * Few epochs in each phase of the method: {@code epochs}, {@code score_epochs}, …; and few points
   * of a curve and candidates, each of which takes a pass over many images.
   */
  private static Map<String, Object> settings(String method, int epochs) {
    Map<String, Object> settings = new HashMap<>(Map.of("batch", BATCH));
    Set<String> names = Methods.ALL.defaults(method).keySet();
    names.stream()
        .filter(name -> name.endsWith("epochs"))
        .forEach(name -> settings.put(name, epochs));
    names.stream().filter(MANY::contains).forEach(name -> settings.put(name, FEW));
    return settings;
  }

  Path ticket(String name) {
    return folder.resolve(name);
  }

  private TrialSpec spec(Asked asked, int epochs) {
    PruningMethod method =
        Methods.ALL.choose(asked.method(), settings(asked.method(), epochs)).value();
    boolean startsFromDense =
        method.start() != PruningMethod.Start.INITIAL && !asked.method().equals(Methods.DENSE);
    Optional<String> dense = Optional.of(ticket(DENSE).toString()).filter(any -> startsFromDense);
    return new TrialSpec(
        subject.model(),
        asked.precision(),
        method,
        asked.structure(),
        asked.sparsity(),
        1,
        ticket(asked.ticket()).toString(),
        dense.map(at -> new TrialSpec.Parent(at, TrialSpec.Role.DENSE)),
        dense);
  }
}
