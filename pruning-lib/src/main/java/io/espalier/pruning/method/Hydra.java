// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Sgd;
import java.util.List;
import java.util.Map;

/**
 * HYDRA: pruning as risk minimisation over scores (Sehwag, Wang, Mittal, Jana: "HYDRA: Pruning
 * adversarially robust neural networks", NeurIPS 2020, arXiv 2002.10509), here with the plain loss,
 * as in the comparison of BiP (NeurIPS 2022).
 *
 * <p>Two phases, from the trained dense network θ, shape (n):
 *
 * <ol>
 *   <li>θ is frozen, and scores s, shape (n), are learned by SGD: the mask m is the top-k of |s|, z
 *       = m⊙θ, and g = ∇l(z). The gradient passes straight through the projection, so it is θ⊙g for
 *       |s| and sign(s)⊙θ⊙g for s. The scores of each layer start at s₀ = √(6 / fan-in)·w / max|w|;
 *   <li>the weights are fine-tuned under the last mask.
 * </ol>
 *
 * <p>The score phase updates the running statistics of batch-norm. By default it freezes the scale
 * and shift of batch-norm and all biases together with the weights, so that only scores are
 * learned, as in the paper. The released code freezes them with its flag {@code --freeze-bn}, and
 * otherwise also trains those of batch-norm; {@code others: trained} trains all of them, including
 * biases.
 *
 * <p>Defaults: 100 epochs for each phase and score rate 0.1, as in the comparison of BiP (the paper
 * itself: 20 and 100 epochs). From the released code of HYDRA: batch 128, momentum 0.9, weight
 * decay 1e-4 on scores and weights, cosine schedules for both rates, and rate 0.01 for fine-tuning.
 *
 * <p>Differs from the paper: one global ranking instead of the same share in every layer (as in the
 * comparison of BiP; s₀ makes layers comparable); the loss is not adversarial; the cosine schedules
 * change the rates at every step, not at every epoch.
 *
 * <p>The released configuration of the comparison of BiP has rate 0.1 and weight decay 5e-4 in both
 * phases, and trains the scale and shift of batch-norm with the scores: {@code rate: 0.1}, {@code
 * weight_decay: 5e-4}, {@code score_weight_decay: 5e-4} and {@code others: trained} (which also
 * trains biases; there they are frozen). In that code the scores start as the weights themselves,
 * not scaled by layer, and in the same storage, so that the weights follow the scores.
 *
 * @param recipe recipe of the fine-tuning; the score phase uses the same batch size and momentum
 * @param scoreEpochs number of epochs of the score phase
 * @param scoreRate initial rate of the scores
 * @param scoreSchedule schedule of that rate
 * @param scoreWeightDecay weight decay of the scores
 * @param others treatment of biases and of the scale and shift of batch-norm in the score phase
 */
public record Hydra(
    Recipe recipe,
    int scoreEpochs,
    double scoreRate,
    Schedule scoreSchedule,
    double scoreWeightDecay,
    Others others)
    implements PruningMethod {

  /** The treatment of non-prunable parameters while scores are learned. */
  public enum Others {
    /** They do not change. */
    FROZEN,
    /** They are trained at the rate of the scores, with the weight decay of the recipe. */
    TRAINED
  }

  /**
   * sign(s)⊙θ⊙g, the straight-through gradient with respect to scores; the mask ranks their
   * absolute values. All vectors have shape (n); g is ∇l at z = m⊙θ.
   */
  static final Formula SCORE_GRADIENT =
      new Formula("torch.sign(scores) * theta * g", List.of("scores", "theta", "g"));

  static final Hydra DEFAULTS =
      new Hydra(
          new Recipe(100, 128, 0.01, Schedule.COSINE, 0.9, 1e-4),
          100,
          0.1,
          Schedule.COSINE,
          1e-4,
          Others.FROZEN);

  public Hydra {
    new Requirements()
        .atLeast(1, "score_epochs", scoreEpochs)
        .positive("score_rate", scoreRate)
        .notNegative("score_weight_decay", scoreWeightDecay)
        .check();
  }

  @Override
  public Start start() {
    return Start.DENSE;
  }

  @Override
  public double passes() {
    return scoreEpochs + recipe.epochs();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    NetworkState state = run.start().copy();
    NDArray scores = initialScores(run.net().layers(), state.weights());
    Selection selection = run.selection();
    Mask mask = run.training().timed(() -> run.mask(selection, scores, Ranking.MAGNITUDE));
    Sgd learned = new Sgd(scores, recipe.momentum(), scoreWeightDecay, SCORE_GRADIENT);
    Sgd other = PruningRun.masked(state.other(), recipe);
    Learner learner =
        new Learner(
            state,
            mask,
            Map.of(
                "scores", scores,
                "velocity_scores", learned.velocity(),
                "velocity_other", other.velocity()));
    run.training()
        .run(
            "score",
            scoreEpochs,
            recipe.batch(),
            learner,
            step -> {
              Gradient gradient = step.gradient(mask.on(state));
              double rate = scoreRate * scoreSchedule.factor(step.progress());
              learned.step(rate, List.of(scores, state.weights(), gradient.weights()));
              if (others == Others.TRAINED) {
                other.step(rate, List.of(mask.other(), gradient.other()));
              }
              selection.project(scores, Ranking.MAGNITUDE, mask);
              return gradient.loss();
            });
    return run.train(recipe, state, mask);
  }

  /**
   * s₀ = √(6 / fan-in)·w / max|w|, for each layer separately; 0 for a layer whose weights are all
   * 0.
   *
   * @param layers layers whose weights are contiguous in {@code weights}, in this order
   * @param weights shape (n)
   * @return shape (n), with the manager of the weights
   */
  static NDArray initialScores(List<Layer> layers, NDArray weights) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList scaled = new NDList();
      for (Layer layer : layers) {
        NDArray own = weights.get(layer.offset() + ":" + (layer.offset() + layer.size()));
        double largest = HostCopy.scalar(own.abs().max());
        double fanIn = (double) layer.size() / layer.filters();
        scaled.add(own.mul(largest == 0 ? 0 : StrictMath.sqrt(6 / fanIn) / largest));
      }
      NDArray scores = NDArrays.concat(scaled);
      NDScope.unregister(scores);
      return scores;
    }
  }
}
