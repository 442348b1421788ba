// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Overwrite;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Forgetting (Toneva, Sordoni, Tachet des Combes, Trischler, Bengio, Gordon: "An empirical study of
 * example forgetting during deep neural network learning", ICLR 2019, arXiv 1812.05159): how often
 * an image that was classified right is wrong the next time that training visits it, in the mean
 * over networks. An image that no visit finds right has the score ∞. Large ones are hard.
 *
 * <p>A visit is the forward pass of its step, in training mode, with its augmentation. The counts
 * are part of checkpoints.
 *
 * <p>Differs from the paper: it trains to the end of its schedule, here the rate is constant, and
 * the number of epochs is a setting; the more there are, the finer is the score.
 *
 * @param recipe how the networks are trained
 * @param seeds number of networks
 */
public record Forgetting(Recipe recipe, int seeds) implements ImageScores {

  @Override
  public Pruned add(PruningRun run, String phase, Recipe how, Mask mask, int seed, double[] scores)
      throws InterruptedException {
    Visits visits = new Visits(run.net().manager(), scores.length);
    Updates updates = new Updates.OfAll(how);
    Pruned trained = run.train(phase, how, ImageScores.initial(run, seed), mask, updates, visits);
    double[] found = visits.scores();
    for (int image = 0; image < scores.length; image++) {
      scores[image] += found[image];
    }
    return trained;
  }

  /** What the visits of each image have found, in vectors of shape (images). */
  static final class Visits implements Objective {
    private final NDManager manager;
    private final NDArray right; // 1 where the last visit was right
    private final NDArray learned; // 1 where a visit was right
    private final NDArray forgotten; // number of visits that were wrong after one that was right

    Visits(NDManager manager, int images) {
      this.manager = manager;
      this.right = manager.create(new float[images]);
      this.learned = manager.create(new float[images]);
      this.forgotten = manager.create(new float[images]);
    }

    @Override
    public Map<String, NDArray> memory() {
      return Map.of("right", right, "learned", learned, "forgotten", forgotten);
    }

    /** The cross-entropy of a step, whose logits are a visit of each of its images. */
    @Override
    public Gradient gradient(Training.Step step, NetworkState masked) {
      List<float[]> seen = new ArrayList<>();
      Gradient gradient = step.gradientSeeing(masked, seen::add);
      float[] logits = seen.get(0);
      int[] images = step.images();
      int classes = logits.length / images.length;
      boolean[] found = new boolean[images.length];
      for (int i = 0; i < images.length; i++) {
        found[i] = ImageScores.predicted(logits, i * classes, classes) == step.label(images[i]);
      }
      visited(images, found);
      return gradient;
    }

    /**
     * @param found whether each of these images was classified right
     */
    void visited(int[] images, boolean[] found) {
      float[] was = HostCopy.floats(right);
      float[] ever = HostCopy.floats(learned);
      float[] lost = HostCopy.floats(forgotten);
      for (int i = 0; i < images.length; i++) {
        int image = images[i];
        lost[image] += was[image] == 1f && !found[i] ? 1 : 0;
        was[image] = found[i] ? 1 : 0;
        ever[image] = found[i] ? 1 : ever[image];
      }
      try (Overwrite overwrite = new Overwrite(manager);
          NDArray newWas = manager.create(was);
          NDArray newEver = manager.create(ever);
          NDArray newLost = manager.create(lost)) {
        overwrite.with(right, newWas);
        overwrite.with(learned, newEver);
        overwrite.with(forgotten, newLost);
      }
    }

    double[] scores() {
      float[] ever = HostCopy.floats(learned);
      float[] lost = HostCopy.floats(forgotten);
      double[] scores = new double[ever.length];
      for (int image = 0; image < scores.length; image++) {
        scores[image] = ever[image] == 1f ? lost[image] : Double.POSITIVE_INFINITY;
      }
      return scores;
    }
  }
}
