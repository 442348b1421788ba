// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageFormat;
import io.espalier.pruning.engine.Libtorch;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.PrunableNet;

/**
 * The size of a network.
 *
 * @param parameters number of trainable parameters
 * @param prunable number of prunable parameters
 * @param statistics number of running statistics of batch-norm, which are not parameters
 * @param macs multiply-accumulate operations of the forward pass per image
 * @param outputs values that all layers output for an image, normalisations, activations and sums
 *     included
 */
public record NetworkSize(
    long parameters, long prunable, long statistics, long macs, long outputs) {
  /**
   * Builds the network and counts; starts the engine.
   *
   * @throws io.espalier.pruning.catalog.InvalidSettings when the network cannot be used
   * @throws io.espalier.pruning.engine.EngineUnavailable when the engine cannot be started
   */
  public static NetworkSize of(Architecture model, ImageFormat images) {
    Libtorch.started();
    Shape image = new Shape(images.channels(), images.height(), images.width());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        PrunableNet net =
            new PrunableNet(
                manager,
                model.block(images.classes()),
                image,
                DataType.FLOAT32,
                PrunableNet.Layout.CHANNELS_LAST)) {
      long macs = net.layers().stream().mapToLong(layer -> layer.size() * layer.positions()).sum();
      long outputs = LayerOutputs.of(net.block(), new Shape(1).addAll(image));
      return new NetworkSize(net.parameters(), net.prunable(), net.statistics(), macs, outputs);
    }
  }
}
