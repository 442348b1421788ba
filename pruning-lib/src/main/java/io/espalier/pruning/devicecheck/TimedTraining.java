// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.PruningRun;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.util.Map;
import java.util.Optional;

/**
 * A method's training from the initial weights, without a ticket.
 *
 * @param batch images of a step
 * @param method name of the method
 */
record TimedTraining(Subject subject, int batch, DataType type, String method) {
  private static final int ROUNDS = 6;

  /** Watches a run together with its network. */
  @FunctionalInterface
  interface Watch {
    TrainingObserver over(PrunableNet net);
  }

  void run(String device, int epochs, Optional<CheckpointFolder> checkpoints, Watch watch)
      throws InterruptedException {
    try (NDManager manager = Subject.manager(device);
        PrunableNet net = subject.net(manager, type)) {
      NetworkState state = Subject.initial(net);
      PruningMethod chosen =
          Methods.ALL.choose(method, Map.of("epochs", epochs, "batch", batch)).value();
      Training training =
          new Training(net, subject.set(), Subject.STREAMS, watch.over(net), checkpoints);
      chosen.prune(
          new PruningRun(
              net,
              Sparsity.afterRounds(ROUNDS),
              new Unstructured(),
              sparsity -> chosen.selection(new Unstructured(), net.layers(), sparsity),
              state,
              state,
              Mask.dense(net.manager(), net.prunable(), net.others()),
              share -> state,
              Subject.STREAMS,
              training));
    }
  }
}
