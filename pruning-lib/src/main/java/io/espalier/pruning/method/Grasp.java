// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.engine.HostCopy;
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
 * = −w⊙(Hg), shape (n). The sign matters: removing a weight with a large S increases the gradient
 * flow. The weights with the <em>smallest</em> S in one global ranking are kept; the untrained
 * network is then trained under that mask. The score of a filter or channel is the sum of the
 * scores of its weights, which measures the change caused by its removal.
 *
 * <p>H·g is exact, computed by differentiating through the gradient. g, H·g and S are computed in
 * float64, whatever the precision of the network; S is rounded to float32 for ranking. H·g requires
 * float64: see {@link io.espalier.pruning.model.PrunableNet#hessianProduct}. g uses float64 because
 * float32 rounding, which differs between processors, switches some ReLUs of a deep network (0.3 %
 * of the gradient of ResNet-20, 3.5 % of that of ResNet-50). A seed therefore has one mask, in
 * bfloat16 as well as in float32. Scoring does not change the values of the network or the running
 * statistics of batch-norm. It counts as three passes over the sample, one for g and two for H·g.
 *
 * <p>The logits are divided by T. In H = JᵀAJ/T² + Σ(p − y)∇²f/T (f: the logits, J: their Jacobian,
 * A: the curvature of cross-entropy with respect to its logits, p: the softmax of f/T), the second
 * term dominates more and more as T grows, and p becomes uniform. With a large T, the scores thus
 * depend on the curvature of the network weighted by the labels, not on how confident the untrained
 * network happens to be. The scale of S does not affect the ranking.
 *
 * <p>If batch-norm follows a filter, the scale of the filter has no effect on the loss, so the
 * scores of its weights sum to ‖g_f‖², where g_f is the part of g that belongs to the filter. The
 * ranking thus removes weights of the filters that learn fastest. A GraSP mask shuffled within each
 * layer can train better than the mask itself; that is a property of the criterion, not an error in
 * its computation.
 *
 * <p>A sample larger than a batch is visited twice: g is the mean over the whole sample, and H·g is
 * the mean over the batches of the H of each batch times that g, as in the released code.
 *
 * <p>Differs from the paper: training is that of the other methods in the comparison of BiP (160
 * epochs as in the paper, weight decay 1e-4 instead of 5e-4). The released code scores on two
 * halves of the sample, and draws the weights of the classifier again before it scores; here the
 * sample is whole, and the network is the one that is trained.
 *
 * @param recipe how the weights are trained; the sample is visited in batches of the same size
 * @param sample images on which scores are computed
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
      if (!Float.isFinite(HostCopy.scalar(kept.sum()))) {
        throw new DivergedException("Cannot score weights: the gradient of ‖g‖² is not finite");
      }
      return run.mask(run.selection(), kept, Ranking.SIGNED);
    }
  }

  /**
   * −S = w⊙(Hg) on the sample: the larger it is, the more gradient flow is lost with the weight.
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
   * −S = w⊙(Hg), in the wider of the two types.
   *
   * @param weights w, float, shape (n)
   * @param product Hg, float, shape (n)
   */
  static NDArray worth(NDArray weights, NDArray product) {
    return weights.mul(product);
  }
}
