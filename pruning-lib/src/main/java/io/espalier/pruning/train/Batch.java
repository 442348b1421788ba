// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * A batch of images on the device.
 *
 * @param images float, (batch, channels, height, width), a view of channels-last memory; float32
 *     when loaded
 * @param labels int64, (batch)
 * @param size number of images
 */
public record Batch(NDArray images, NDArray labels, int size) {

  /** The same images in float64. */
  public Batch inFloat64() {
    return new Batch(images.toType(DataType.FLOAT64, false), labels, size);
  }
}
