// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.norm.BatchNorm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Properties of a convolution in an initialised block.
 *
 * @param positions rows × columns of the output
 * @param groups number of groups of channels
 * @param followers ids of the parameters with one value per filter that only affect its output
 */
record ConvolutionFacts(long positions, long groups, List<String> followers) {
  /** The properties of a fully connected layer. */
  static final ConvolutionFacts NONE = new ConvolutionFacts(1, 1, List.of());

  /** The properties of all convolutions in {@code block}, by the id of the weight. */
  static Map<String, ConvolutionFacts> of(Block block) {
    Map<String, ConvolutionFacts> facts = new HashMap<>();
    collect(block, null, facts);
    return facts;
  }

  private static void collect(Block block, Block next, Map<String, ConvolutionFacts> facts) {
    if (block instanceof Convolution convolution) {
      Shape output = convolution.getOutputShapes(convolution.getInputShapes())[0];
      Parameter weight = convolution.getDirectParameters().get("weight");
      facts.put(
          weight.getId(),
          new ConvolutionFacts(
              output.slice(2).size(), convolution.getGroups(), followers(convolution, next)));
    }
    List<Block> children = block.getChildren().values();
    for (int i = 0; i < children.size(); i++) {
      boolean chained = block instanceof SequentialBlock && i + 1 < children.size();
      collect(children.get(i), chained ? children.get(i + 1) : null, facts);
    }
  }

  /** Batch-norm is a follower if only it reads the output: if it is next in a chain of blocks. */
  private static List<String> followers(Convolution convolution, Block next) {
    List<String> ids = new ArrayList<>();
    Parameter bias = convolution.getDirectParameters().get("bias");
    if (bias != null && bias.isInitialized()) {
      ids.add(bias.getId());
    }
    if (next instanceof BatchNorm norm) {
      norm.getDirectParameters().values().stream()
          .filter(
              parameter ->
                  parameter.getType() == Parameter.Type.GAMMA
                      || parameter.getType() == Parameter.Type.BETA)
          .forEach(parameter -> ids.add(parameter.getId()));
    }
    return ids;
  }
}
