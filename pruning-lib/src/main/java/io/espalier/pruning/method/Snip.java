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
 * <p>With m = 1 and z = m⊙w, the loss of some images changes with the mask by ∂l/∂m = g⊙w, g =
 * ∇l(w); all shape (n). Kept are the weights with the largest |g·w| in one global ranking; the
 * untrained network is then trained under that mask. A filter's or channel's score is the L2 norm
 * of its weights'. The paper divides all scores by their sum, which changes no ranking.
 *
 * <p>Scoring leaves the network's values and batch-norm's running statistics as they were, and
 * counts as the passes it makes: 10 images of each of 10 classes are 0.002 passes over CIFAR-10.
 *
 * <p>Differs from the paper: the sample has the same number of images of each class (the paper
 * draws one batch, 128 images on CIFAR-10; 10 a class is what later comparisons use); the initial
 * weights are He et al.'s; training is that of the other methods of BiP's comparison: 160 epochs,
 * batch 128, rate 0.1, ×0.1 at half and again at three quarters (the paper: 250 epochs, ×0.1 every
 * 30,000 steps, weight decay 5e-4).
 *
 * @param recipe how the weights are trained; the sample is visited in its batches
 * @param sample the images that are scored on
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
