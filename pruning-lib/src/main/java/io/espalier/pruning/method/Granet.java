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
 * neuroregeneration", NeurIPS 2021, arXiv 2106.10404): gradual magnitude pruning, see {@link Gmp}.
 * After each update, a share r of the kept weights of each layer, those with the smallest |w|, is
 * exchanged for the same number of weights with the largest |∇l|, see {@link DropAndGrow}; r decays
 * by a cosine to 0 at the last update. Since version 2, the sparsity after each update is exact, as
 * in Gmp.
 *
 * <p>Defaults: r = 0.5 (from the paper); starts from the dense network ({@code initial_sparsity:
 * 0.5} is the sparse-to-sparse variant of the paper); the updates are those of Gmp, which the paper
 * adopts.
 *
 * <p>Differs from the paper: the gradient is that of the step just taken. After the last update r
 * is 0, so the final mask is a magnitude mask.
 *
 * <p>Differs from the released code, whose updates end at epoch 110 of 160 (0.6875 of the run, here
 * 0.5), whose r decays over the whole training, and which continues to exchange weights after the
 * last update. That code trains with weight decay 5e-4 and Nesterov momentum.
 *
 * @param recipe how the weights are trained
 * @param times times of the updates
 * @param initialSparsity sparsity to which the initial weights are pruned before training; in [0,
 *     1)
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
