// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;

/**
 * SNIP: connection sensitivity at initialisation (Lee, Ajanthan, Torr: "SNIP: Single-shot network
 * pruning based on connection sensitivity", ICLR 2019, arXiv 1810.02340).
 *
 * <p>With m = 1 and z = m⊙w, the derivative of the loss of some images with respect to the mask is
 * ∂l/∂m = g⊙w, where g = ∇l(w); all vectors have shape (n). The weights with the largest |g·w| in
 * one global ranking are kept; the untrained network is then trained under that mask. The score of
 * a filter or channel is the L2 norm of the scores of its weights. The paper divides all scores by
 * their sum, which does not affect the ranking.
 *
 * <p>Scoring does not change the values of the network or the running statistics of batch-norm. Its
 * passes are part of the cost: 10 images of each of 10 classes are 0.002 passes over CIFAR-10.
 *
 * <p>Differs from the paper: the sample has the same number of images of each class (the paper
 * draws one batch, 128 images on CIFAR-10; 10 per class is the choice of later comparisons); the
 * initial weights are those of He et al. 2015; training is that of the other methods in the
 * comparison of BiP: 160 epochs, batch 128, rate 0.1, ×0.1 at half and again at three quarters of
 * the run (the paper: 250 epochs, ×0.1 every 30,000 steps, weight decay 5e-4).
 *
 * @param recipe how the weights are trained; the sample is visited in batches of the same size
 * @param sample images on which scores are computed
 */
public record Snip(Recipe recipe, Sample sample) implements PrunedAtInitialization {

  static final Snip DEFAULTS =
      new Snip(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), new Sample(10));

  @Override
  public Mask mask(PruningRun run) {
    NetworkState initial = run.initial();
    try (NDArray gradient =
            sample.mean(
                run,
                recipe.batch(),
                DataType.FLOAT32,
                images -> run.training().gradient(initial.copy(), images).weights());
        NDArray scores = gradient.mul(initial.weights())) {
      return run.mask(run.selection(), scores, Ranking.MAGNITUDE);
    }
  }
}
