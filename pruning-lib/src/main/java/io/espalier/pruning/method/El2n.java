// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.train.Recipe;

/**
 * EL2N (Paul, Ganguli, Dziugaite: "Deep learning on a data diet: finding important examples early
 * in training", NeurIPS 2021, arXiv 2107.07075): the score of an image with label y and logits s is
 * ‖softmax(s) − onehot(y)‖₂, in [0, √2], after a few epochs of training, in the mean over networks.
 * Large ones are hard.
 *
 * <p>The logits are those of the images without augmentation, in evaluation mode; they take a
 * forward pass, which is counted apart. A run that resumes takes it again for each network that was
 * trained before, and counts it once.
 *
 * <p>Defaults: 10 networks of 20 epochs, a tenth of the 200 of the paper. The rate is the initial
 * one throughout, which is what the paper's schedule has until then.
 *
 * @param recipe how the networks are trained
 * @param seeds number of networks
 */
public record El2n(Recipe recipe, int seeds) implements ImageScores {

  @Override
  public Pruned add(PruningRun run, String phase, Recipe how, Mask mask, int seed, double[] scores)
      throws InterruptedException {
    Pruned trained = run.train(phase, how, ImageScores.initial(run, seed), mask);
    run.training()
        .outputs()
        .each(
            images -> run.net().evaluate(trained.state(), images),
            (image, logits, row, classes, label) ->
                scores[image] += error(logits, row, classes, label));
    return trained;
  }

  /** ‖softmax(s) − onehot(y)‖₂ of the logits from {@code row} on. */
  static double error(float[] logits, int row, int classes, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int other = 0; other < classes; other++) {
      largest = Math.max(largest, logits[row + other]);
    }
    double sum = 0;
    for (int other = 0; other < classes; other++) {
      sum += Math.exp(logits[row + other] - largest);
    }
    double squares = 0;
    for (int other = 0; other < classes; other++) {
      double probability = Math.exp(logits[row + other] - largest) / sum;
      double missing = probability - (other == label ? 1 : 0);
      squares += missing * missing;
    }
    return Math.sqrt(squares);
  }
}
