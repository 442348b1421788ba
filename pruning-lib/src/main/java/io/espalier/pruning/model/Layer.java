// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A prunable tensor of a network.
 *
 * @param name unique name of the parameter in its block
 * @param shape filters, input channels of a filter, rows, columns for a convolution; outputs,
 *     inputs for a fully connected layer
 * @param offset offset of its first weight in the flat vector; the order of a convolution is
 *     (filter, row, column, input)
 * @param size number of weights
 * @param positions number of uses of each weight per image: rows × columns of the output, 1 for a
 *     fully connected layer. A use is one multiply-accumulate operation (MAC)
 * @param groups number of groups of the convolution, each with its own input channels: 1 for a
 *     plain one, the number of channels for a depthwise one
 * @param followers offsets, in the other parameters of the network, of the vectors with one value
 *     per filter of this layer that only affect its output: its bias, if any, then scale and shift
 *     of the batch-norm that reads it, if any
 * @param reader name of the layer that alone reads its output channels, see {@link ChannelLink};
 *     empty if there is none, as where they are added to a shortcut
 */
public record Layer(
    String name,
    List<Long> shape,
    long offset,
    long size,
    long positions,
    long groups,
    List<Long> followers,
    Optional<String> reader) {
  public Layer {
    shape = List.copyOf(shape);
    followers = List.copyOf(followers);
    reader = reader == null ? Optional.empty() : reader; // null from the manifest of a ticket
  }

  /** A layer whose output channels no other layer alone reads. */
  public Layer(
      String name,
      List<Long> shape,
      long offset,
      long size,
      long positions,
      long groups,
      List<Long> followers) {
    this(name, shape, offset, size, positions, groups, followers, Optional.empty());
  }

  /** Whether the layer is a convolution, not a fully connected layer. */
  public boolean isConvolution() {
    return shape.size() > 2;
  }

  /** The number of output channels. */
  public int filters() {
    return Math.toIntExact(shape.get(0));
  }

  /** The number of input channels of a filter: all divided by {@code groups}. */
  public int inputsOfFilter() {
    return Math.toIntExact(shape.get(1));
  }

  /** The number of input channels. */
  public int inputs() {
    return Math.toIntExact(shape.get(1) * groups);
  }

  /**
   * The offset, in the other parameters of the network, of the scale of the batch-norm that reads
   * only this layer: one value per filter. Empty if there is none.
   */
  public OptionalLong batchNormScale() {
    int scale = followers.size() - 2;
    return scale < 0 ? OptionalLong.empty() : OptionalLong.of(followers.get(scale));
  }

  /** As {@link #batchNormScale}, of its shift. */
  public OptionalLong batchNormShift() {
    int shift = followers.size() - 1;
    return shift < 1 ? OptionalLong.empty() : OptionalLong.of(followers.get(shift));
  }
}
