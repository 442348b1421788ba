package io.espalier.pruning.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Convolution;
import java.util.HashMap;
import java.util.Map;

/** How many output positions each convolution of an initialised block has, by parameter id. */
final class OutputPositions {
  private OutputPositions() {}

  static Map<String, Long> of(Block block) {
    Map<String, Long> positions = new HashMap<>();
    collect(block, positions);
    return positions;
  }

  private static void collect(Block block, Map<String, Long> positions) {
    if (block instanceof Convolution convolution) {
      Shape output = convolution.getOutputShapes(convolution.getInputShapes())[0];
      for (Parameter parameter : convolution.getDirectParameters().values()) {
        positions.put(parameter.getId(), output.slice(2).size());
      }
    }
    block.getChildren().values().forEach(child -> collect(child, positions));
  }
}
