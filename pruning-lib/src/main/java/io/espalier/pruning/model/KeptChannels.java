// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.espalier.pruning.engine.HostCopy;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The channels of a network that stay when those without effect are left out.
 *
 * <p>An output channel of a convolution that exactly one layer reads (see {@link ChannelLink}) has
 * no effect if it is always 0 (its filter, bias, and batch-norm scale and shift are all removed),
 * or if all weights that read it are removed. All other channels stay, such as those that are added
 * to a shortcut.
 *
 * @param flags 1 for each parameter that stays, 0 for those of left-out channels
 * @param shapes shapes of the parameters that become smaller, by id
 * @param channels remaining output channels of the convolutions that lose some, ascending, by the
 *     id of the weight
 */
record KeptChannels(
    NetworkState flags, Map<String, Shape> shapes, Map<String, List<Integer>> channels) {

  /**
   * The channels that stay under a mask.
   *
   * @param mask float32, 0 for removed weights and other parameters; 0 for all statistics
   * @param rounded given which channels of a layer have an effect, those that stay
   */
  static KeptChannels of(PrunableNet net, NetworkState mask, UnaryOperator<boolean[]> rounded) {
    NetworkState left =
        new NetworkState(
            mask.weights().onesLike(), mask.other().onesLike(), mask.statistics().onesLike());
    KeptChannels kept = new KeptChannels(left, new HashMap<>(), new LinkedHashMap<>());
    Device device = net.manager().getDevice();
    ParameterStore masks = net.layout().store(net.manager(), mask, Arithmetic.AS_GIVEN);
    // Writes to these views change left.
    ParameterStore views = net.layout().store(net.manager(), left, Arithmetic.AS_GIVEN);
    for (ChannelLink link : ChannelLink.of(net.block())) {
      long channels = link.channels();
      NDArray written =
          masks.getValue(link.writer(), device, false).reshape(channels, -1).sum(new int[] {1});
      for (Parameter parameter : link.along()) {
        written = written.add(masks.getValue(parameter, device, false));
      }
      NDArray reader = masks.getValue(link.reader(), device, false);
      NDArray read = reader.reshape(reader.getShape().get(0), channels, -1).sum(new int[] {0, 2});
      kept.leaveOut(link, rounded.apply(positive(written.mul(read))), views, device);
    }
    return kept;
  }

  private void leaveOut(ChannelLink link, boolean[] isKept, ParameterStore views, Device device) {
    List<Integer> remaining =
        IntStream.range(0, isKept.length).filter(i -> isKept[i]).boxed().toList();
    int count = remaining.size();
    long all = link.channels();
    if (count == all) {
      return;
    }
    NDArray weights = flags.weights();
    NDArray used = weights.getManager().create(isKept).toType(weights.getDataType(), false);
    views.getValue(link.writer(), device, false).muli(used.reshape(all, 1, 1, 1));
    link.along().forEach(parameter -> views.getValue(parameter, device, false).muli(used));
    NDArray inputs = views.getValue(link.reader(), device, false);
    NDArray pixels = used.repeat(0, link.pixels());
    inputs.muli(inputs.getShape().dimension() == 2 ? pixels : pixels.reshape(-1, 1, 1));
    channels.put(link.writer().getId(), remaining);
    shrink(link.writer(), 0, count);
    link.along().forEach(parameter -> shrink(parameter, 0, count));
    shrink(link.reader(), 1, count * link.pixels());
  }

  private void shrink(Parameter parameter, int axis, long size) {
    long[] shape = shapes.getOrDefault(parameter.getId(), parameter.getShape()).getShape().clone();
    shape[axis] = size;
    shapes.put(parameter.getId(), new Shape(shape));
  }

  /** Whether all channels stay. */
  boolean areAll() {
    return shapes.isEmpty();
  }

  /** The indices of the parameters that stay, int64, ascending. */
  NetworkState indices() {
    return new NetworkState(
        indices(flags.weights()), indices(flags.other()), indices(flags.statistics()));
  }

  private static NDArray indices(NDArray flags) {
    return flags.nonzero().reshape(-1);
  }

  private static boolean[] positive(NDArray values) {
    boolean[] positive = new boolean[(int) values.size()];
    try (HostCopy copy = HostCopy.of(values)) {
      FloatBuffer floats = copy.floats();
      for (int i = 0; i < positive.length; i++) {
        positive[i] = floats.get(i) > 0;
      }
    }
    return positive;
  }
}
