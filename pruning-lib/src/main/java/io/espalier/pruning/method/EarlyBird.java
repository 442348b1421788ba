// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Training;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Early-Bird tickets (You, Li, Xu, Fu, Wang, Chen, Baraniuk, Wang, Lin: "Drawing early-bird
 * tickets: toward more efficient training of deep networks", ICLR 2020, arXiv 1909.11957).
 *
 * <p>Trains the untrained network to minimise l + λ·Σ|γ|, where γ are the scales of batch-norm, one
 * per filter, and λ is {@code scale_penalty}; the subgradient λ·sign(γ) is added to the gradient of
 * γ. At the end of each epoch, a new mask keeps the filters with the largest |γ| in one ranking
 * over the network, shape (ΣC). When the newest mask differs from each of the {@code masks} − 1
 * masks before it in at most the share {@code distance} of the filters (the normalised Hamming
 * distance), it is the ticket: the other filters are removed, and training continues to the last
 * epoch under the same rate schedule.
 *
 * <p>Only filters of convolutions that batch-norm reads directly can be ranked; all other layers
 * stay dense, and their filters are not part of ΣC. floor(sparsity · ΣC) filters are removed.
 *
 * <p>Defaults: those of the authors' released code: 160 epochs, batch 64, rate 0.1, ×0.1 at half
 * and ×0.01 at three quarters of the run, momentum 0.9, weight decay 1e-4, λ = 1e-4, five masks,
 * distance 0.1; λ stays in effect after the ticket is drawn, as in that code.
 *
 * <p>Differs from the released code: each layer keeps its best filter, and the count is exact; the
 * first mask is drawn at the end of the first epoch, not from the untrained network; velocities are
 * kept when the ticket is drawn; a search that has found no ticket after the share {@code search}
 * of the epochs (default: a quarter) takes the mask of that epoch, whereas the released code
 * continues the search.
 *
 * @param recipe recipe of the complete training
 * @param scalePenalty λ
 * @param masks number of consecutive epochs whose masks must agree, including the newest
 * @param distance maximum share of filters in which the masks can differ
 * @param search share of the epochs after which a mask is taken in any case, in (0, 1]
 */
public record EarlyBird(
    Recipe recipe, double scalePenalty, int masks, double distance, double search)
    implements TrainedOnce {

  static final EarlyBird DEFAULTS =
      new EarlyBird(new Recipe(160, 64, 0.1, Schedule.STEP, 0.9, 1e-4), 1e-4, 5, 0.1, 0.25);

  public EarlyBird {
    new Requirements()
        .notNegative("scale_penalty", scalePenalty)
        .atLeast(2, "masks", masks)
        .fraction("distance", distance)
        .that(search > 0 && search <= 1, "search", search, "greater than 0 and at most 1")
        .check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return BatchNormScales.refuses(structure);
  }

  /**
   * @throws InvalidSettings when no convolution is read directly by batch-norm
   */
  @Override
  public GlobalFilters selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    return BatchNormScales.selection(layers, sparsity);
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    GlobalFilters filters = selection(new Filters(), run.net().layers(), run.target());
    NetworkState state = run.start().copy();
    Mask mask = Mask.dense(run.net());
    BatchNormScales scales = new BatchNormScales(filters);
    Updates updates =
        new Updates.Penalised(recipe, scales.penalties(scalePenalty, scales.all(), state.other()));
    Updates.Update weights = updates.ofWeights(state.weights(), mask.values());
    Updates.Update other = updates.ofOther(state.other(), mask.other());
    RecentTickets recent = RecentTickets.none(run.net().manager(), masks, filters.groups());
    NDArray cut = run.net().manager().zeros(new Shape(1)); // 1 once the ticket is drawn
    Learner learner =
        new Learner(
            state,
            mask,
            Map.of(
                PruningRun.VELOCITY,
                weights.velocity(),
                "velocity_other",
                other.velocity(),
                "tickets",
                recent.bits(),
                "cut",
                cut));
    run.training()
        .run(
            "train",
            recipe.epochs(),
            recipe.batch(),
            learner,
            step -> {
              Gradient gradient = step.gradient(mask.on(state));
              double rate = recipe.rateAt(step.progress());
              weights.step(rate, gradient.weights());
              other.step(rate, gradient.other());
              if (step.endsEpoch() && HostCopy.scalar(cut) == 0) {
                boolean[] kept = scales.best(state.other());
                recent.add(kept);
                if (recent.distance() <= distance || endsSearch(step)) {
                  filters.write(kept, mask);
                  cut.addi(1);
                }
              }
              return gradient.loss();
            });
    return new Pruned(mask, mask.applied(state));
  }

  private boolean endsSearch(Training.Step step) {
    return step.next() >= search * step.steps();
  }
}
