// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Sgd;
import io.espalier.pruning.train.Training;
import java.util.List;
import java.util.Map;

/**
 * BiP: pruning as bi-level optimisation (Zhang, Yao, Ram, Zhao, Chen, Hong, Wang, Liu: "Advancing
 * model pruning via bi-level optimization", NeurIPS 2022, arXiv 2210.04092).
 *
 * <p>Solves min over masks m of l(m⊙θ*(m)), θ*(m) = argmin over θ of l(m⊙θ) + (γ/2)‖θ‖², from the
 * trained dense network. With z = m⊙θ and g = ∇l(z), all vectors of shape (n), an iteration is
 *
 * <ol>
 *   <li>lower level: SGD on θ with the mask fixed, gradient m⊙g (plus weight decay); biases and
 *       batch-norm train here;
 *   <li>upper level, at the new θ and other images: SGD on the scores s with sign(s)⊙G, G = (θ −
 *       (1/γ)·m⊙g)⊙g; then m is the top-k of |s|.
 * </ol>
 *
 * G is the total gradient with respect to m: the direct part is θ⊙g, and the part through θ*(m) is
 * −(1/γ)·(m⊙g)⊙g, with the Hessian of the lower level approximated by γ·1. The mask ranks |s|, but
 * s starts with signs; hence the factor sign(s): a positive G lowers |s| for either sign of s. The
 * gradient passes straight through the projection on the mask.
 *
 * <p>The run ends with a lower-level step under the mask that is reported. An epoch is one pass of
 * the lower level over the training set. There is no retraining unless {@code retrain_epochs} is
 * above 0 (the rewinding study of the paper, which recommends retraining if less than 1 % of the
 * weights remain).
 *
 * <p>Defaults, from the paper: rate α = 0.01, maskRate β = 0.1 (the algorithm box of the paper
 * swaps the two names; this implementation follows the text), γ = 1, N = 1. From the authors'
 * released configuration: 100 epochs, batch 128, momentum 0.9, weight decay 1e-4 on weights and
 * scores, α cosine, β ×0.1 at half and ×0.01 at three quarters of the run. That configuration has α
 * = 0.1 on CIFAR and Tiny-ImageNet: {@code rate: 0.1}. It retrains for 100 epochs at rate 0.1,
 * cosine, with weight decay 5e-4; {@link Retraining} has the schedule and the weight decay of the
 * recipe.
 *
 * <p>Differs from the released code: the scores are a copy of the weights, never the same storage;
 * the implicit term is not scaled down (that code has −lr₂·(∂l/∂s)² in its place, with lr₂ = 1e-4);
 * the optimiser of the scores changes scores only (there it also trains the scale and shift of
 * batch-norm, and decays frozen weights); the upper level does not change the running statistics of
 * batch-norm ({@code upper_statistics: updated} does, like the released code); the last epoch is
 * reported, not the best one on the test set.
 *
 * @param recipe recipe of the lower level; its rate is α, and the upper level uses the same batch
 *     size and momentum
 * @param maskRate β, initial rate of the scores
 * @param maskSchedule schedule of β
 * @param gamma γ, regularisation of the lower level; used only in G
 * @param weightSteps N, lower-level steps for each upper-level step
 * @param maskWeightDecay weight decay of the scores
 * @param upperBatch images used by the upper level
 * @param upperStatistics whether the forward pass of the upper level updates the running statistics
 *     of batch-norm
 * @param retraining retraining under the final mask
 */
public record Bip(
    Recipe recipe,
    double maskRate,
    Schedule maskSchedule,
    double gamma,
    int weightSteps,
    double maskWeightDecay,
    UpperBatch upperBatch,
    UpperStatistics upperStatistics,
    Retraining retraining)
    implements PruningMethod {

  /** The images of the upper level. */
  public enum UpperBatch {
    /** Other images than the lower level, drawn independently. */
    DIFFERENT,
    /** The images of the last step of the lower level. */
    SAME
  }

  /** The effect of the upper level on running statistics of batch-norm. */
  public enum UpperStatistics {
    /** No change. */
    FROZEN,
    /** Updates the running statistics. */
    UPDATED
  }

  /**
   * G = (θ − (1/γ)·m⊙g)⊙g, the gradient of l(m⊙θ*(m)) with respect to m. All vectors have shape
   * (n); g is ∇l at z = m⊙θ.
   */
  static final Formula TOTAL_GRADIENT =
      new Formula(
          "(theta - mask * g / gamma) * g", List.of("theta", "mask", "g"), List.of("gamma"));

  /** sign(s)⊙G, the gradient with respect to the scores; the mask ranks their absolute values. */
  static final Formula SCORE_GRADIENT =
      new Formula(
          "torch.sign(scores) * (" + TOTAL_GRADIENT.expression() + ")",
          List.of("scores", "theta", "mask", "g"),
          TOTAL_GRADIENT.numbers());

  static final Bip DEFAULTS =
      new Bip(
          new Recipe(100, 128, 0.01, Schedule.COSINE, 0.9, 1e-4),
          0.1,
          Schedule.STEP,
          1.0,
          1,
          1e-4,
          UpperBatch.DIFFERENT,
          UpperStatistics.FROZEN,
          Retraining.NONE);

  public Bip {
    new Requirements()
        .positive("mask_rate", maskRate)
        .positive("gamma", gamma)
        .atLeast(1, "weight_steps", weightSteps)
        .notNegative("mask_weight_decay", maskWeightDecay)
        .check();
  }

  @Override
  public Start start() {
    return Start.DENSE;
  }

  @Override
  public double passes() {
    return recipe.epochs() * (1 + 1.0 / weightSteps) + retraining.passes();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    requireUpperLevel(run.training().images());
    NetworkState state = run.start().copy();
    NDArray scores = state.weights().duplicate();
    Selection selection = run.selection();
    Mask mask = run.training().timed(() -> run.mask(selection, scores, Ranking.MAGNITUDE));
    Sgd weights = PruningRun.masked(state.weights(), recipe);
    Sgd other = PruningRun.masked(state.other(), recipe);
    Sgd masks = new Sgd(scores, recipe.momentum(), maskWeightDecay, SCORE_GRADIENT);
    Learner learner =
        new Learner(
            state,
            mask,
            Map.of(
                "scores", scores,
                "velocity_weights", weights.velocity(),
                "velocity_other", other.velocity(),
                "velocity_scores", masks.velocity()));
    run.training()
        .run(
            "bip",
            recipe.epochs(),
            recipe.batch(),
            learner,
            step -> {
              NDArray loss = lowerLevel(step, learner, weights, other);
              if (step.next() / weightSteps > step.number() / weightSteps && !step.isLast()) {
                upperLevel(step, learner, scores, masks);
                selection.project(scores, Ranking.MAGNITUDE, mask);
              }
              return loss;
            });
    return retraining.after(run, new Pruned(mask, mask.applied(state)), recipe);
  }

  /** The upper level follows each {@code weightSteps} steps, but not the last step. */
  private void requireUpperLevel(long images) {
    long steps = (images + recipe.batch() - 1) / recipe.batch() * recipe.epochs();
    if (weightSteps >= steps) {
      throw InvalidSettings.because(
          "Cannot learn a mask by bip with weight_steps: %s, must be less than the number of steps of the run, which is %s; choose more epochs, smaller batches or fewer weight_steps"
              .formatted(weightSteps, steps));
    }
  }

  private NDArray lowerLevel(Training.Step step, Learner learner, Sgd weights, Sgd other) {
    Mask mask = learner.mask();
    Gradient gradient = step.gradient(mask.on(learner.state()));
    double alpha = recipe.rateAt(step.progress());
    weights.step(alpha, List.of(mask.values(), gradient.weights()));
    other.step(alpha, List.of(mask.other(), gradient.other()));
    return gradient.loss();
  }

  private void upperLevel(Training.Step step, Learner learner, NDArray scores, Sgd masks) {
    Mask mask = learner.mask();
    Batch images = upperBatch == UpperBatch.SAME ? step.batch() : step.anotherBatch();
    NetworkState z = mask.on(learner.state());
    NetworkState upper = upperStatistics == UpperStatistics.UPDATED ? z : z.withScratchStatistics();
    NDArray g = step.gradient(upper, images).weights();
    masks.step(
        maskRate * maskSchedule.factor(step.progress()),
        List.of(scores, learner.state().weights(), mask.values(), g),
        gamma);
  }
}
