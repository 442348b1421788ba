package io.espalier.pruning.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * One prunable tensor of a network.
 *
 * @param name the parameter's name in its block, unique
 * @param shape filters, input channels a filter sees, rows, columns for a convolution; outputs,
 *     inputs for a fully connected layer
 * @param offset of its first weight in the flat vector, where a convolution lies as (filter, row,
 *     column, input)
 * @param size its number of weights
 * @param positions how often each weight is used for one image: rows × columns of the layer's
 *     output, 1 for a fully connected layer. One use is one multiply-accumulate (MAC)
 * @param groups of a grouped convolution, each of which sees its own input channels: 1 for a plain
 *     one, the number of channels for a depthwise one
 * @param followers where the vectors begin, in the network's other parameters, that hold one value
 *     for each of this layer's filters and change nothing but their output: its bias where it has
 *     one, then scale and shift of the batch-norm that reads it where one does
 */
public record Layer(
    String name,
    List<Long> shape,
    long offset,
    long size,
    long positions,
    long groups,
    List<Long> followers) {
  public Layer {
    shape = List.copyOf(shape);
    followers = List.copyOf(followers);
  }

  /** Whether the layer slides over an image; a fully connected layer does not. */
  public boolean isConvolution() {
    return shape.size() > 2;
  }

  /** The number of output channels. */
  public int filters() {
    return Math.toIntExact(shape.get(0));
  }

  /** The number of input channels that one filter sees: all of them over {@code groups}. */
  public int inputsOfFilter() {
    return Math.toIntExact(shape.get(1));
  }

  /** The number of input channels. */
  public int inputs() {
    return Math.toIntExact(shape.get(1) * groups);
  }

  /**
   * Where the scale of the batch-norm that reads this layer, and nothing else, begins in the
   * network's other parameters: one value a filter. Empty where there is none.
   */
  public OptionalLong batchNormScale() {
    int scale = followers.size() - 2;
    return scale < 0 ? OptionalLong.empty() : OptionalLong.of(followers.get(scale));
  }
}
