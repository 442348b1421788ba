// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.OtherTensor;
import io.espalier.pruning.model.PrunableNet;
import java.util.List;

/**
 * The parameters that a training changes.
 *
 * @param weights float32, shape (n): 1 for weights that are trained, 0 for those that are frozen
 * @param other float32, shape (o): the same of the other parameters
 */
record TrainedPart(NDArray weights, NDArray other) {

  /** The part of {@code net} that {@code retrain} names, in its memory. */
  static TrainedPart of(PrunableNet net, Perp.Retrain retrain) {
    float[] weights = new float[(int) net.prunable()];
    float[] other = new float[(int) net.others()];
    for (OtherTensor tensor : net.otherTensors()) {
      boolean isTrained =
          switch (tensor.role()) {
            case NORMALISATION -> true;
            case BIAS -> retrain != Perp.Retrain.BN;
            case ELSE -> false;
          };
      fill(other, tensor.offset(), tensor.size(), isTrained);
    }
    List<Layer> layers = net.layers();
    Layer head = layers.get(layers.size() - 1);
    fill(weights, head.offset(), head.size(), retrain == Perp.Retrain.BN_BIAS_HEAD);
    return new TrainedPart(net.manager().create(weights), net.manager().create(other));
  }

  private static void fill(float[] part, long offset, long size, boolean isTrained) {
    for (int i = (int) offset; i < offset + size; i++) {
      part[i] = isTrained ? 1 : 0;
    }
  }
}
