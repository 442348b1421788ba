// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.Optional;

/**
 * GraNet (Liu et al. 2021, "Sparse training via boosting pruning plasticity with
 * neuroregeneration", NeurIPS 2021, arXiv 2106.10404): gradual magnitude pruning, see {@link Gmp},
 * and after each cut a share r of each layer's survivors, those with the smallest |w|, is exchanged
 * for as many weights with the largest |∇l|, see {@link DropAndGrow}; r falls by a cosine to 0 at
 * the last update. Since version 2, the cuts leave exactly what they should, as Gmp's do.
 *
 * <p>Defaults: r = 0.5 (the paper's); from the dense network ({@code initial_sparsity: 0.5} is its
 * sparse-to-sparse variant); the cuts are Gmp's, which the paper takes over.
 *
 * <p>Differs from the paper: the gradient is that of the step that has just been taken. The
 * exchange after the last cut has r = 0: the mask that training ends with is one by magnitude.
 *
 * @param recipe how the weights are trained
 * @param times of the updates
 * @param initialSparsity at which training begins by a cut of the initial weights; in [0, 1)
 * @param regrow r, in [0, 1)
 */
public record Granet(Recipe recipe, UpdateTimes times, double initialSparsity, double regrow)
    implements TrainedOnce {

  static final Granet DEFAULTS =
      new Granet(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          new UpdateTimes(0, 0.5, 0.016),
          0,
          0.5);

  public Granet {
    new Requirements()
        .fraction("initial_sparsity", initialSparsity)
        .fraction("regrow", regrow)
        .check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure instanceof Unstructured
        ? Optional.empty()
        : Optional.of(
            "it exchanges single weights; for gradual pruning of other structures use gmp");
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    DropAndGrow exchange = new DropAndGrow(run.net().layers());
    int updates = times.count();
    return run.train(
        "train",
        recipe,
        run.initial(),
        Gmp.begin(run, initialSparsity),
        (step, learner, gradient) -> {
          int update = times.after(step.number(), step.steps());
          if (update > 0) {
            Gmp.cut(
                run, learner, Gmp.sparsityAfter(update, updates, initialSparsity, run.target()));
            double share = DropAndGrow.cosine(regrow, (double) update / updates);
            exchange.exchange(learner, gradient.weights(), share);
          }
        });
  }
}
