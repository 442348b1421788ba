// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.Optional;

/**
 * RigL (Evci, Gale, Menick, Castro, Elsen: "Rigging the lottery: making all tickets winners", ICML
 * 2020, arXiv 1911.11134): training at a fixed density from the start. The first mask is random;
 * from time to time a share f of each layer's weights, those with the smallest |w|, is exchanged
 * for as many with the largest |∇l|, see {@link DropAndGrow}; f falls by a cosine, f = α/2·(1 +
 * cos(π·t/T_end)).
 *
 * <p>Defaults: α = 0.3, ERK densities and T_end at 75 % of the run are the paper's; ΔT is 0.0016 of
 * the run, 100 steps of 160 epochs of 50,000 images (the paper's ΔT = 100). A short run has the
 * same number of exchanges, closer together: give it a longer {@code interval}.
 *
 * <p>Differs from the paper: the step at which weights are exchanged also trains them (the paper
 * leaves it out). Its uniform densities leave the first layer dense; {@code uniform} here does not.
 *
 * @param recipe how the weights are trained
 * @param times of the exchanges
 * @param drop α, in [0, 1)
 * @param distribution of the kept weights over the layers
 */
public record Rigl(Recipe recipe, UpdateTimes times, double drop, Distribution distribution)
    implements TrainedOnce {

  static final Rigl DEFAULTS =
      new Rigl(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          new UpdateTimes(0, 0.75, 0.0016),
          0.3,
          Distribution.ERK);

  public Rigl {
    new Requirements().fraction("drop", drop).check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure instanceof Unstructured
        ? Optional.empty()
        : Optional.of("it exchanges single weights, so structure must be unstructured");
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    Mask mask = run.training().timed(() -> RandomMask.drawn(run, distribution));
    DropAndGrow exchange = new DropAndGrow(run.net().layers());
    return run.train(
        "train",
        recipe,
        run.initial(),
        mask,
        (step, learner, gradient) -> {
          int update = times.after(step.number(), step.steps());
          if (update > 0) {
            double share = DropAndGrow.cosine(drop, (double) update / times.count());
            exchange.exchange(learner, gradient.weights(), share);
          }
        });
  }
}
