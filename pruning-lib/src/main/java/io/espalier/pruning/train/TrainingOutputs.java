// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.engine.HostCopy;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/** What networks output for all images of the training split, in order, without augmentation. */
public final class TrainingOutputs {
  private static final String WORK = "a forward pass over the training images";
  private static final int BATCH = 250;

  private final BatchLoaders loaders;
  private final CostMeter meter;
  private final Checkpoints checkpoints;

  TrainingOutputs(BatchLoaders loaders, CostMeter meter, Checkpoints checkpoints) {
    this.loaders = loaders;
    this.meter = meter;
    this.checkpoints = checkpoints;
  }

  /** Receives what a network outputs for an image: {@code width} values from {@code row} on. */
  @FunctionalInterface
  public interface Visitor {
    void visit(int image, float[] outputs, int row, int width, int label);
  }

  /**
   * Visits the outputs of all images; one forward pass each.
   *
   * @param forward from images, shape (batch, …), to outputs, shape (batch, width), in evaluation
   *     mode
   * @throws InterruptedException when the thread is interrupted, after the last step has been saved
   */
  public void each(UnaryOperator<NDArray> forward, Visitor visitor) throws InterruptedException {
    Split split = loaders.set().train();
    int[] labels = split.labels();
    int size = Math.min(BATCH, labels.length);
    try (BatchLoader loader = loaders.of(split, size)) {
      for (int from = 0; from < labels.length; from += size) {
        checkpoints.requireNotInterrupted(WORK);
        int to = Math.min(from + size, labels.length);
        float[] outputs = outputs(forward, loader, from, to);
        int width = outputs.length / (to - from);
        for (int image = from; image < to; image++) {
          visitor.visit(image, outputs, (image - from) * width, width, labels[image]);
        }
      }
    } catch (UncheckedIOException e) {
      throw checkpoints.told(WORK, e);
    }
  }

  private float[] outputs(UnaryOperator<NDArray> forward, BatchLoader loader, int from, int to) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Batch batch = loader.plain(from, to);
      meter.passedForward(batch.size());
      return meter.timed(
          () -> HostCopy.floats(forward.apply(batch.images()).toType(DataType.FLOAT32, false)));
    }
  }
}
