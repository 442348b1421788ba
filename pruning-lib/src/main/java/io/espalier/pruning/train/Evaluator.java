// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;

/** Evaluates networks on one split, in evaluation mode, without building an autograd graph. */
public final class Evaluator {
  private static final int LARGEST_BATCH = 250;

  /** Maximum bytes of the images of a batch, so that batches of large images are smaller. */
  private static final int LARGEST_BYTES = 1 << 25;

  private final Split split;
  private final int classes;
  private final int batch;
  private final BatchLoader loader;

  public Evaluator(ImageSet set, Split split, NDManager manager) {
    this.split = split;
    this.classes = set.classes();
    int fitting = Math.max(1, LARGEST_BYTES / (set.imageSize() * Float.BYTES));
    this.batch = Math.min(Math.min(LARGEST_BATCH, fitting), split.size());
    this.loader = new BatchLoader(set, split, batch, manager);
  }

  /**
   * Evaluates a network. Of equal logits, the class with the lower index is predicted.
   *
   * @param state state with the mask applied
   */
  public Evaluation evaluate(Network network, NetworkState state) {
    try (loader) { // the next evaluation starts it again
      return evaluated(network, state);
    }
  }

  private Evaluation evaluated(Network network, NetworkState state) {
    long first = 0;
    long firstFive = 0;
    double loss = 0;
    for (int from = 0; from < split.size(); from += batch) {
      int to = Math.min(from + batch, split.size());
      float[] logits;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        logits = network.evaluate(state, loader.plain(from, to).images()).toFloatArray();
      }
      for (int image = from; image < to; image++) {
        int row = (image - from) * classes;
        int label = split.labels()[image];
        int rank = rank(logits, row, label);
        first += rank == 0 ? 1 : 0;
        firstFive += rank < 5 ? 1 : 0;
        loss += crossEntropy(logits, row, label);
      }
    }
    double images = split.size();
    return new Evaluation(first / images, firstFive / images, loss / images);
  }

  /** The number of classes that rank before {@code label}; NaN never ranks first. */
  private int rank(float[] logits, int row, int label) {
    float own = logits[row + label];
    int before = 0;
    for (int other = 0; other < classes; other++) {
      float logit = logits[row + other];
      boolean first = logit > own || (logit == own && other < label) || Float.isNaN(own);
      before += first && other != label ? 1 : 0;
    }
    return before;
  }

  private double crossEntropy(float[] logits, int row, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int other = 0; other < classes; other++) {
      largest = Math.max(largest, logits[row + other]);
    }
    double sum = 0;
    for (int other = 0; other < classes; other++) {
      sum += Math.exp(logits[row + other] - largest);
    }
    return largest + Math.log(sum) - logits[row + label];
  }
}
