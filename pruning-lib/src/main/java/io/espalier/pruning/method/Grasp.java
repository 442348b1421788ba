// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.DivergedException;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Training;
import java.util.function.UnaryOperator;

/**
 * GraSP: gradient signal preservation at initialisation (Wang, Zhang, Grosse: "Picking winning
 * tickets before training by preserving gradient flow", ICLR 2020, arXiv 2002.07376).
 *
 * <p>A step of gradient descent lowers the loss by ‖g‖² to first order, g = ∇l(w). Adding δ to the
 * weights changes ‖g‖² by 2·δᵀHg, H = ∇²l(w), so removing weight i (δ = −wᵢ) changes it by 2·Sᵢ, S
 * = −w⊙(Hg), shape (n). The sign counts: where S is large, the gradient flow grows without the
 * weight. Kept are the weights with the <em>smallest</em> S in one global ranking; the untrained
 * network is then trained under that mask. A filter's or channel's score is the sum of its
 * weights', which is how much its removal changes.
 *
 * <p>H·g is exact, by differentiating through the gradient. All of it is float64, S and g too,
 * whatever the network trains in; S is rounded to float32 to be ranked. H·g must be: see {@link
 * io.espalier.pruning.model.PrunableNet#hessianProduct}. g is, because some of a deep network's
 * ReLUs turn with the rounding of float32, which is another one on another processor (0.3 % of the
 * gradient of ResNet-20, 3.5 % of ResNet-50's): so a seed has one mask, in bfloat16 as in float32.
 * Scoring leaves the network's values and batch-norm's running statistics as they were. It counts
 * as three passes over its sample, one for g and two for H·g.
 *
 * <p>The logits are divided by T. Of H = JᵀAJ/T² + Σ(p − y)∇²f/T (f: the logits, J: their Jacobian,
 * A: the curvature of cross-entropy in its logits, p: the softmax of f/T) a large T keeps the
 * second term, ever more of it, and makes p uniform: the scores then ask how the labels bend the
 * network, not how confident an untrained network happens to be. The scale of S does not change its
 * ranking.
 *
 * <p>Behind batch norm a filter's scale has no say, so the scores of its weights sum to ‖g_f‖², its
 * part of the gradient's square: the ranking removes weights of the filters that learn fastest. A
 * GraSP mask shuffled within each layer can train better than the mask itself; that is the
 * criterion, not a fault of its computation.
 *
 * <p>A sample larger than a batch is visited twice: g is the mean over all of it, H·g the mean of
 * each batch's H times that g, as in the released code.
 *
 * <p>Differs from the paper: training is that of the other methods of BiP's comparison (160 epochs
 * as in the paper, weight decay 1e-4 instead of 5e-4).
 *
 * @param recipe how the weights are trained; the sample is visited in its batches
 * @param sample the images that are scored on
 * @param temperature T
 */
public record Grasp(Recipe recipe, Sample sample, double temperature)
    implements PrunedAtInitialization {

  static final Grasp DEFAULTS =
      new Grasp(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), new Sample(10), 200);

  public Grasp {
    new Requirements().positive("temperature", temperature).check();
  }

  @Override
  public Derivatives derivatives() {
    return Derivatives.SECOND;
  }

  @Override
  public Mask mask(PruningRun run) {
    try (NDArray worth = worth(run);
        NDArray kept = worth.toType(DataType.FLOAT32, true)) {
      if (!Float.isFinite(kept.sum().getFloat())) {
        throw new DivergedException("Cannot score weights: the gradient of ‖g‖² is not finite");
      }
      return run.mask(run.selection(), kept, Ranking.SIGNED);
    }
  }

  /**
   * −S = w⊙(Hg) on the sample: the larger, the more gradient flow goes with the weight.
   *
   * @return float64, shape (n)
   */
  NDArray worth(PruningRun run) {
    UnaryOperator<NDArray> tempered = logits -> logits.div(temperature);
    NetworkState initial = run.initial();
    Training training = run.training();
    try (NDArray g =
            sample.mean(
                run,
                recipe.batch(),
                DataType.FLOAT64,
                images ->
                    training
                        .gradient(initial.inFloat64(), images.inFloat64(), tempered)
                        .weights());
        NDArray product =
            sample.mean(
                run,
                recipe.batch(),
                DataType.FLOAT64,
                images -> training.hessianProduct(initial, images, tempered, g))) {
      return worth(initial.weights(), product);
    }
  }

  /**
   * −S = w⊙(Hg), in the wider of both types.
   *
   * @param weights w, float, shape (n)
   * @param product Hg, float, shape (n)
   */
  static NDArray worth(NDArray weights, NDArray product) {
    return weights.mul(product);
  }
}
