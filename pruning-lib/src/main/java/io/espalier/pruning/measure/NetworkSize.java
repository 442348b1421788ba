package io.espalier.pruning.measure;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageFormat;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.PrunableNet;

/**
 * How large a network is.
 *
 * @param parameters all trainable parameters
 * @param prunable those of them that can be pruned
 * @param statistics batch-norm's running statistics, which are no parameters
 * @param macs multiply-accumulate operations for one image, forwards
 */
public record NetworkSize(long parameters, long prunable, long statistics, long macs) {
  /**
   * Counts by building the network; starts the engine.
   *
   * @throws io.espalier.pruning.catalog.InvalidSettings when the network cannot be used
   * @throws IllegalStateException where the engine cannot be started
   */
  public static NetworkSize of(Architecture model, ImageFormat images) {
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
      return new NetworkSize(net.parameters(), net.prunable(), net.statistics(), macs);
    } catch (EngineException e) {
      throw new IllegalStateException("Cannot start the engine: " + e.getMessage(), e);
    }
  }
}
