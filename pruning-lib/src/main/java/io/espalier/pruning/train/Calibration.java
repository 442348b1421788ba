// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;
import java.util.ArrayList;
import java.util.List;

/**
 * Images of the training split without augmentation, kept on the device, for methods that compare
 * the outputs of networks. Each forward pass is counted in the cost of the run.
 */
public final class Calibration implements AutoCloseable {
  private final NDManager manager;
  private final CostMeter meter;
  private final Checkpoints checkpoints;
  private final int images;
  private final int[] labels;
  private final List<Batch> batches = new ArrayList<>();

  /**
   * @param manager parent of the memory of the images
   * @param images indices into the training split
   * @param batch images per forward pass
   */
  Calibration(
      NDManager manager,
      BatchLoaders loaders,
      int[] images,
      int batch,
      CostMeter meter,
      Checkpoints checkpoints) {
    this.manager = manager.newSubManager();
    this.meter = meter;
    this.checkpoints = checkpoints;
    this.images = images.length;
    ImageSet set = loaders.set();
    Split chosen = set.train().select(images);
    this.labels = chosen.labels();
    int size = Math.min(batch, images.length);
    try (BatchLoader loader = loaders.of(chosen, size)) {
      for (int from = 0; from < images.length; from += size) {
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          add(loader.plain(from, Math.min(from + size, images.length)));
        }
      }
    }
  }

  private void add(Batch batch) {
    batches.add(new Batch(kept(batch.images()), kept(batch.labels()), batch.size()));
  }

  private NDArray kept(NDArray loaded) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray own = loaded.duplicate(); // the buffer of the loader is reused
      own.attach(manager);
      NDScope.unregister(own);
      return own;
    }
  }

  /** The images in batches, valid until this calibration is closed. */
  public List<Batch> batches() {
    return List.copyOf(batches);
  }

  /** The number of images. */
  public int images() {
    return images;
  }

  /**
   * The logits of all images in evaluation mode, one forward pass each.
   *
   * @param masked masked state
   * @return float32, (image, class), row by row
   * @throws InterruptedException when the thread is interrupted, after the last step has been saved
   */
  public float[] logits(Network network, NetworkState masked) throws InterruptedException {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDList logits = new NDList();
      for (Batch batch : batches) {
        checkpoints.requireNotInterrupted("a calibration");
        logits.add(network.evaluate(masked, batch.images()));
        meter.passedForward(batch.size());
      }
      return HostCopy.floats(NDArrays.concat(logits).toType(DataType.FLOAT32, false));
    }
  }

  /**
   * The mean cross-entropy of the labels, in evaluation mode; one forward pass each.
   *
   * @param masked masked state
   * @return nats; NaN where a logit is
   * @throws InterruptedException as {@link #logits}
   */
  public double loss(Network network, NetworkState masked) throws InterruptedException {
    float[] logits = logits(network, masked);
    int classes = logits.length / images;
    double sum = 0;
    for (int image = 0; image < images; image++) {
      sum += Evaluator.crossEntropy(logits, image * classes, classes, labels[image]);
    }
    return sum / images;
  }

  @Override
  public void close() {
    manager.close();
  }
}
