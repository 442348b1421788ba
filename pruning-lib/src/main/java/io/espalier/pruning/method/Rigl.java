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
 * 2020, arXiv 1911.11134): training at a fixed density from the start. The first mask is random. At
 * intervals, a share f of the kept weights of each layer, those with the smallest |w|, is exchanged
 * for the same number of weights with the largest |∇l|, see {@link DropAndGrow}; f decays by a
 * cosine, f = α/2·(1 + cos(π·t/T_end)).
 *
 * <p>Defaults: α = 0.3, ERK densities and T_end at 75 % of the run are those of the paper; ΔT is
 * 0.0016 of the run, which is 100 steps for 160 epochs of 50,000 images (the paper: ΔT = 100). A
 * short run has the same number of exchanges, closer together; set a longer {@code interval} for
 * it.
 *
 * <p>Differs from the paper: a step at which weights are exchanged also updates them (the paper
 * skips that update). The uniform densities of the paper keep the first layer dense; {@code
 * uniform} here does not. A weight that is dropped and added again in one exchange starts at 0; the
 * released code keeps its value.
 *
 * @param recipe how the weights are trained
 * @param times times of the exchanges
 * @param drop α, in [0, 1)
 * @param distribution distribution of the kept weights over the layers
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
    Mask mask = run.training().timed(() -> RandomMask.drawn(run, distribution, run.target()));
    DropAndGrow exchange = new DropAndGrow(run.net().layers());
    return run.train(
        "train",
        recipe,
        run.initial(),
        mask,
        (step, learner, gradient) -> {
          int update = times.reachedBy(step);
          if (update > 0) {
            double share = DropAndGrow.cosine(drop, (double) update / times.count());
            exchange.exchange(learner, gradient.weights(), share);
          }
        });
  }
}
