package io.espalier.pruning.model;

import java.util.List;

/**
 * One prunable tensor of a network.
 *
 * @param name the parameter's name in its block, unique
 * @param shape output channels, input channels, rows, columns for a convolution; outputs, inputs
 *     for a fully connected layer
 * @param offset of its first weight in the flat vector
 * @param size its number of weights
 * @param positions how often each weight is used for one image: rows × columns of the layer's
 *     output, 1 for a fully connected layer. One use is one multiply-accumulate (MAC)
 */
public record Layer(String name, List<Long> shape, long offset, long size, long positions) {
  public Layer {
    shape = List.copyOf(shape);
  }
}
