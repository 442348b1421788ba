// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Sgd;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SR-STE (Zhou et al. 2021, "Learning N:M fine-grained structured sparse neural networks from
 * scratch", ICLR 2021, arXiv 2102.04010): training in an N:M pattern from the initial weights.
 *
 * <p>All weights θ, shape (n), are stored and trained; the network computes with z = m⊙θ, where m
 * keeps the N largest |θ| of every M and is recomputed after every step. The gradient passes
 * straight through to all weights, and masked weights additionally decay: θ ← θ − α·(∇l(z) + λ(1 −
 * m)⊙θ), which prevents the mask from oscillating.
 *
 * <p>Every layer whose number of inputs M divides has the pattern, the classifier included; other
 * layers stay dense. With M = 4 these are a stem that reads the three channels of an image, and
 * depthwise convolutions.
 *
 * <p>By {@code mask_decay} the network comes to the pattern in the course of training instead of
 * starting with it, see {@link MaskDecay}; {@code decay: 0} is then that paper's.
 *
 * <p>Defaults: λ = 2e-4 is that of the paper; the recipe is that of the other methods here, with
 * weight decay 1e-4. The released configuration for ImageNet has 120 epochs, batch 256, rate 0.1
 * after a warm-up of 5 epochs, cosine, momentum 0.9 and weight decay 5e-5. Weight decay acts on all
 * weights, λ in addition on masked ones.
 *
 * <p>Differs from the released code for image classification, where the classifier stays dense and
 * the stem has the pattern: every M consecutive weights of a layer form a block there, also across
 * the end of the inputs of a position.
 *
 * @param recipe how the weights are trained
 * @param decay λ, 0 (plain straight-through) or greater
 * @param maskDecay how the network comes to the pattern
 */
public record SrSte(Recipe recipe, double decay, MaskDecay maskDecay) implements TrainedOnce {

  /** ∇l(z) + λ(1 − m)⊙θ, all of shape (n). */
  static final Formula REFINED =
      new Formula(
          "g - (mask - 1) * theta * penalty", List.of("g", "theta", "mask"), List.of("penalty"));

  /** o⊙∇l(z) + λ(1 − m)⊙θ, all of shape (n). */
  static final Formula MASKED_FLOW =
      new Formula(
          "open * g - (mask - 1) * theta * penalty",
          List.of("open", "g", "theta", "mask"),
          List.of("penalty"));

  static final SrSte DEFAULTS =
      new SrSte(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), 2e-4, MaskDecay.DEFAULTS);

  public SrSte {
    new Requirements().notNegative("decay", decay).check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure instanceof NofM
        ? Optional.empty()
        : Optional.of("it supports only N:M patterns");
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    NetworkState state = run.initial().copy();
    Selection selection = run.selection();
    Mask mask = run.training().timed(() -> run.mask(selection, state.weights(), Ranking.MAGNITUDE));
    Opening opening = Opening.of(maskDecay, run);
    Formula formula = maskDecay.isStraight() ? REFINED : MASKED_FLOW;
    Sgd weights = new Sgd(state.weights(), recipe.momentum(), recipe.weightDecay(), formula);
    Sgd other = new Sgd(state.other(), recipe.momentum(), recipe.weightDecay());
    Learner learner =
        new Learner(
            state,
            mask,
            Map.of(PruningRun.VELOCITY, weights.velocity(), "velocity_other", other.velocity()));
    run.training()
        .run(
            "train",
            recipe.epochs(),
            recipe.batch(),
            learner,
            step -> {
              NDArray open = opening.at(step.progress(), mask, state.weights());
              Gradient gradient =
                  step.gradient(
                      new NetworkState(
                          state.weights().mul(open),
                          state.other().mul(mask.other()),
                          state.statistics()));
              double rate = recipe.rateAt(step.progress());
              weights.step(rate, vectors(open, gradient.weights(), state.weights(), mask), decay);
              other.step(rate, List.of(gradient.other()));
              selection.project(state.weights(), Ranking.MAGNITUDE, mask);
              return gradient.loss();
            });
    return new Pruned(mask, mask.applied(state));
  }

  /** The vectors of the formula. */
  private List<NDArray> vectors(NDArray open, NDArray gradient, NDArray weights, Mask mask) {
    return maskDecay.isStraight()
        ? List.of(gradient, weights, mask.values())
        : List.of(open, gradient, weights, mask.values());
  }
}
