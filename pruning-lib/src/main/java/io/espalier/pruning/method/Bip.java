// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Sgd;
import io.espalier.pruning.train.Training;
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
 * G is the total gradient on m: θ⊙g directly, and −(1/γ)·(m⊙g)⊙g through θ*(m), its Hessian taken
 * as γ·1. The mask ranks |s| while s starts signed, hence the factor sign(s): where G is positive
 * |s| falls, whichever sign s has. The projection on the mask is straight-through.
 *
 * <p>The run ends with a lower-level step under the mask that is reported. An epoch is one pass of
 * the lower level over the training set. No retraining follows, unless {@code retrain_epochs} asks
 * for it (the paper's rewinding study; it advises it where less than 1 % of the weights remain).
 *
 * <p>Defaults, from the paper: rate α = 0.01, maskRate β = 0.1 (its algorithm box swaps the two
 * names; its text is followed), γ = 1, N = 1. From the authors' released configuration: 100 epochs,
 * batch 128, momentum 0.9, weight decay 1e-4 on weights and scores, α cosine, β ×0.1 at half and
 * ×0.01 at three quarters of the run. That configuration has α = 0.1 on CIFAR: {@code rate: 0.1}.
 *
 * <p>Differs from the released code: the scores are a copy of the weights, never the same storage;
 * the implicit term is not scaled down; the upper level leaves batch-norm's running statistics
 * alone ({@code upper_statistics: updated} is the code's way); the last epoch is reported, not the
 * best one on the test set.
 *
 * @param recipe of the lower level, whose rate is α; batch and momentum are the upper level's too
 * @param maskRate β, initial rate on the scores
 * @param maskSchedule of β
 * @param gamma γ, regularisation of the lower level; enters G only
 * @param weightSteps N, lower-level steps for each upper-level step
 * @param maskWeightDecay on the scores
 * @param upperBatch images of the upper level
 * @param upperStatistics whether its forward pass updates batch-norm's running statistics
 * @param retraining under the mask that was found
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
    return recipe.epochs() * (1 + 1.0 / weightSteps) + retraining.retrainEpochs();
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    NetworkState state = run.start().copy();
    NDArray scores = state.weights().duplicate();
    Selection selection = run.selection();
    Mask mask = run.training().timed(() -> run.mask(selection, scores, Ranking.MAGNITUDE));
    Sgd weights = new Sgd(state.weights(), recipe.momentum(), recipe.weightDecay());
    Sgd other = new Sgd(state.other(), recipe.momentum(), recipe.weightDecay());
    Sgd masks = new Sgd(scores, recipe.momentum(), maskWeightDecay);
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
              if ((step.number() + 1) % weightSteps == 0 && !step.isLast()) {
                upperLevel(step, learner, scores, masks);
                selection.project(scores, Ranking.MAGNITUDE, mask);
              }
              return loss;
            });
    return retraining.after(run, new Pruned(mask, mask.applied(state)), recipe);
  }

  private NDArray lowerLevel(Training.Step step, Learner learner, Sgd weights, Sgd other) {
    Mask mask = learner.mask();
    Gradient gradient = step.gradient(mask.on(learner.state()));
    double alpha = recipe.rateAt(step.progress());
    weights.step(gradient.weights(), mask.values(), alpha);
    other.step(gradient.other(), mask.other(), alpha);
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
        own -> scoreGradient(own.get(0), totalGradient(own.get(1), own.get(2), own.get(3), gamma)),
        scores,
        learner.state().weights(),
        mask.values(),
        g);
  }

  /**
   * G = (θ − (1/γ)·m⊙g)⊙g, the gradient of l(m⊙θ*(m)) on m.
   *
   * @param theta θ, shape (n)
   * @param mask m, shape (n)
   * @param g ∇l at z = m⊙θ, shape (n)
   */
  static NDArray totalGradient(NDArray theta, NDArray mask, NDArray g, double gamma) {
    return theta.sub(mask.mul(g).div(gamma)).mul(g);
  }

  /** sign(s)⊙G, the gradient on the scores, whose absolute values the mask ranks. */
  static NDArray scoreGradient(NDArray scores, NDArray total) {
    return scores.sign().mul(total);
  }
}
