// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.train.Batch;
import java.io.Serializable;
import java.util.function.Function;

/**
 * The images on which a method computes scores: some of each class of the training split, drawn at
 * random and augmented as in training.
 *
 * @param perClass number of images per class
 */
public record Sample(int perClass) implements Serializable {
  public Sample {
    new Requirements().atLeast(1, "per_class", perClass).check();
  }

  /**
   * The mean over the sample of a vector that is a mean over each batch, such as a gradient.
   * Batches are weighted by size, so the mean equals that of one batch of the whole sample, except
   * for batch-norm, which normalises each batch separately. Every call uses the same images.
   *
   * @param batch images per batch
   * @param type data type of the vectors and their mean
   * @param ofBatch function from images to a vector, shape (n), called in its own scope
   * @return shape (n), with the manager of the network
   */
  NDArray mean(PruningRun run, int batch, DataType type, Function<Batch, NDArray> ofBatch) {
    NDArray sum = run.net().manager().zeros(new Shape(run.net().prunable()), type);
    int[] images = {0};
    run.training()
        .sample(
            perClass,
            batch,
            visited -> {
              images[0] += visited.size();
              sum.addi(ofBatch.apply(visited).mul(visited.size()));
            });
    sum.divi(images[0]);
    return sum;
  }
}
