// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.Optional;

/**
 * GraNet (Liu et al. 2021, "Sparse training via boosting pruning plasticity with
 * neuroregeneration", NeurIPS 2021, arXiv 2106.10404): gradual magnitude pruning in one ranking
 * over the network, with the schedule of {@link Gmp}. After each update, a share r of the kept
 * weights of each layer, those with the smallest |w|, is exchanged for the same number of weights
 * with the largest |∇l|, see {@link DropAndGrow}. Exchanges continue at the same interval after the
 * last update; r decays by a cosine to 0 at the end of the run.
 *
 * <p>A run that starts sparse ({@code initial_sparsity}; 0.5 is the sparse-to-sparse variant of the
 * paper) starts with a random mask with the densities of {@link Distribution#ERK}.
 *
 * <p>Defaults: r = 0.5 and the start from the dense network, from the paper. From the released code
 * for CIFAR: 160 epochs, batch 128, rate 0.1, ×0.1 at half and ×0.01 at three quarters of the run,
 * momentum 0.9, weight decay 5e-4; an update every 1,000 steps (0.016 of a run on 50,000 images),
 * the last one at epoch 110 (0.6875 of the run). A short run has the same number of updates and
 * exchanges, closer together; set a longer {@code interval} for it.
 *
 * <p>Versions 1 and 2 had weight decay 1e-4, the last update at 0.5 and r = 0 from there on, and
 * pruned the initial weights to {@code initial_sparsity} by magnitude. Version 1 also changed
 * sparsities as version 1 of Gmp did.
 *
 * <p>Differs from the released code: plain momentum, where that code has Nesterov's; r decays to 0,
 * there to 0.005; the begin, end and interval of updates are shares of the run; ⌊r·k⌋ of k weights
 * are dropped, there ⌈r·k⌉. A weight that is dropped and added again in one exchange starts at 0;
 * there it keeps its value. The last epoch is reported, there the best one after the last update on
 * the test set. As there, the gradient is that of the step just taken.
 *
 * @param recipe how the weights are trained
 * @param times times of the updates
 * @param initialSparsity sparsity of the random mask that training starts with; in [0, 1), 0 is
 *     dense
 * @param regrow r at the start of the run, in [0, 1)
 */
public record Granet(Recipe recipe, UpdateTimes times, double initialSparsity, double regrow)
    implements TrainedOnce {

  static final Granet DEFAULTS =
      new Granet(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 5e-4),
          new UpdateTimes(0, 0.6875, 0.016),
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
        run.training().timed(() -> begin(run)),
        (step, learner, gradient) -> {
          int update = times.reachedBy(step);
          if (update > 0) {
            Gmp.cut(
                run, learner, Gmp.sparsityAfter(update, updates, initialSparsity, run.target()));
          }
          double share = exchanged(step.progress(), step.progressAfter());
          if (share > 0) {
            exchange.exchange(learner, gradient.weights(), share);
          }
        });
  }

  private Mask begin(PruningRun run) {
    Sparsity first = Gmp.first(initialSparsity, run.target());
    return first.equals(Sparsity.DENSE)
        ? Mask.dense(run.net())
        : RandomMask.drawn(run, Distribution.ERK, first);
  }

  /**
   * r, the share of the kept weights of each layer that is exchanged after a step; 0 if none is.
   *
   * @param before share of the run done before the step
   * @param now share of the run done after it
   */
  double exchanged(double before, double now) {
    return times.reached(before, now) > 0 || times.recur(before, now)
        ? DropAndGrow.cosine(regrow, now)
        : 0;
  }
}
