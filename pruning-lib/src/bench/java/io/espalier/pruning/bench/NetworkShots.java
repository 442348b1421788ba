// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.train.Evaluator;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Inputs;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Sgd;
import io.espalier.pruning.train.Snapshots;
import java.util.List;
import java.util.Map;

/**
 * The shots of one network's parts.
 *
 * @param neighbour of the same network, for a run beside those on {@code workload}
 */
record NetworkShots(Workload workload, Workload neighbour) {

  Shot of(Part part) {
    return switch (part) {
      case DENSE_STEP -> new PacedRun("dense", workload);
      case TWO_AT_ONCE ->
          new AtOnce(List.of(new PacedRun("dense", workload), new PacedRun("dense", neighbour)));
      case BF16_STEP -> new PacedRun("dense", workload.in(Precision.BF16));
      case BARE -> new BareShot(workload, inputs().next());
      case BIP_ITERATION -> new PacedRun("bip", workload);
      case INPUT -> input();
      case MASK -> mask();
      case UPDATE -> update();
      case TOP_K -> topK();
      case EVALUATION -> evaluation();
      case SNAPSHOT -> snapshot();
      case PRODUCT_512 -> product(512);
      case PRODUCT_1024 -> product(1024);
      case PRODUCT_2048 -> product(2048);
    };
  }

  private Inputs inputs() {
    return new Inputs(workload.set(), Workload.BATCH, workload.manager());
  }

  private Shot input() {
    Inputs inputs = inputs();
    return scoped(inputs::next);
  }

  private Shot mask() {
    NetworkState state = workload.initial();
    Mask mask = selection().of(state.weights(), state.other().size(), Ranking.MAGNITUDE);
    return scoped(() -> mask.on(state));
  }

  private Shot update() {
    NetworkState state = workload.initial().copy();
    Gradient gradient = gradient();
    Mask mask = Mask.dense(workload.net());
    Sgd weights = new Sgd(state.weights(), 0.9, 5e-4, Formula.MASKED);
    Sgd other = new Sgd(state.other(), 0.9, 5e-4, Formula.MASKED);
    return scoped(
        () -> {
          weights.step(1e-3, List.of(mask.values(), gradient.weights()));
          other.step(1e-3, List.of(mask.other(), gradient.other()));
        });
  }

  private Shot topK() {
    NDArray scores = workload.initial().weights();
    Selection selection = selection();
    Mask mask = Mask.dense(workload.net());
    return () -> selection.project(scores, Ranking.MAGNITUDE, mask);
  }

  private Shot evaluation() {
    Evaluator evaluator =
        new Evaluator(
            workload.set(),
            Workload.first(workload.set().train(), Workload.EVALUATED),
            workload.net());
    return () -> evaluator.evaluate(workload.net(), workload.initial());
  }

  private Shot snapshot() {
    NetworkState state = workload.initial();
    Mask mask = Mask.dense(workload.net());
    Map<String, NDArray> velocities =
        Map.of(
            "velocity_weights", state.weights().zerosLike(),
            "velocity_other", state.other().zerosLike());
    return new Snapshots(new Learner(state, mask, velocities))::take;
  }

  private Shot product(int rows) {
    NDArray left = workload.manager().ones(new Shape(rows, rows));
    NDArray right = left.mul(0.5);
    return scoped(() -> left.matMul(right));
  }

  private Selection selection() {
    return new Unstructured().selection(workload.net().layers(), Workload.TARGET);
  }

  /** Of any values: time does not depend on them. */
  private Gradient gradient() {
    NetworkState state = workload.initial();
    return new Gradient(
        workload.manager().create(0f), state.weights().mul(0.01), state.other().mul(0.01));
  }

  private static Shot scoped(Runnable work) {
    return () -> {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        work.run();
      }
    };
  }
}
