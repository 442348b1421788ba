// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Interruption;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import java.io.UncheckedIOException;

/**
 * Evaluates networks on one split, in evaluation mode, without building an autograd graph.
 *
 * <p>Where batches are prepared on the host, the logits of a batch are read before the next batch
 * is loaded. Where they are prepared on the device, logits stay there and are read at the end of
 * the split, or every 64 MiB of them; and batches are larger.
 */
public final class Evaluator {
  private static final int LARGEST_BATCH = 250;

  /** Maximum bytes of the images of a batch, so that batches of large images are smaller. */
  private static final int LARGEST_BYTES = 1 << 25;

  /**
   * How many times both limits are larger on the device: 1,000 images in 128 MiB. They occupy a
   * device, and take little more memory than a batch in training, which keeps its activations.
   */
  private static final int ON_DEVICE = 4;

  /** Maximum bytes of the logits that are read at once. */
  private static final int LARGEST_READ = 1 << 26;

  private final Split split;
  private final int classes;
  private final int batch;

  /** Images whose logits are read at once, whole batches. */
  private final int read;

  private final BatchLoader loader;

  /**
   * @param net network to evaluate, or one of equal device and {@linkplain PrunableNet#residence
   *     residence}
   */
  public Evaluator(ImageSet set, Split split, PrunableNet net) {
    this(set, split, net.manager(), net.residence());
  }

  /**
   * For networks of the device of {@code manager}.
   *
   * @param manager owner of images that are sent to a device
   * @param residence residence of the networks
   */
  public Evaluator(ImageSet set, Split split, NDManager manager, Residence residence) {
    boolean isOnDevice = residence == Residence.DEVICE;
    int times = isOnDevice ? ON_DEVICE : 1;
    this.split = split;
    this.classes = set.classes();
    int fitting = Math.max(1, times * LARGEST_BYTES / (set.imageSize() * Float.BYTES));
    this.batch = Math.min(Math.min(times * LARGEST_BATCH, fitting), split.size());
    this.read =
        isOnDevice ? batch * Math.max(1, LARGEST_READ / (batch * classes * Float.BYTES)) : batch;
    this.loader = new BatchLoaders(set, manager, residence).of(split, batch);
  }

  /**
   * Evaluates a network. Of equal logits, the class with the lower index is predicted.
   *
   * @param state state with the mask applied
   * @throws UncheckedIOException when images cannot be read, or the thread is interrupted, between
   *     two batches; its interrupt status is then set
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
    for (int from = 0; from < split.size(); from += read) {
      int to = Math.min(from + read, split.size());
      float[] logits = logits(network, state, from, to);
      for (int image = from; image < to; image++) {
        int row = (image - from) * classes;
        int label = split.labels()[image];
        int rank = rank(logits, row, label);
        first += rank == 0 ? 1 : 0;
        firstFive += rank < 5 ? 1 : 0;
        loss += crossEntropy(logits, row, classes, label);
      }
    }
    double images = split.size();
    return new Evaluation(first / images, firstFive / images, loss / images);
  }

  private float[] logits(Network network, NetworkState state, int from, int to) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList logits = new NDList();
      for (int start = from; start < to; start += batch) {
        logits.add(logitsOfBatch(network, state, start, Math.min(start + batch, to)));
      }
      return HostCopy.floats(NDArrays.concat(logits));
    }
  }

  /** An array of the scope of the caller, which alone remains of the batch. */
  private NDArray logitsOfBatch(Network network, NetworkState state, int from, int to) {
    Interruption.check("an evaluation");
    NDArray logits;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      logits = network.evaluate(state, loader.plain(from, to).images());
      NDScope.unregister(logits);
    }
    NDScope.register(logits);
    return logits;
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

  /**
   * The cross-entropy of a label.
   *
   * @param row where the logits of the image begin
   */
  static double crossEntropy(float[] logits, int row, int classes, int label) {
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
