// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of the parameters of a block in the way of PyTorch: the name of the layer, a dot, and
 * {@code weight} or {@code bias}, for batch-norm also {@code running_mean} and {@code running_var}.
 * A layer has the name of its {@linkplain Architecture#layerNames() architecture}, or else the
 * positions of the blocks that contain it, from 0, as in nested {@code torch.nn.Sequential}.
 */
final class TensorNames {
  private final List<String> layers;
  private final Map<String, String> names = new LinkedHashMap<>();
  private int count;

  private TensorNames(List<String> layers) {
    this.layers = layers;
  }

  /**
   * The names by the ids of the parameters, in the order of the block.
   *
   * @param layers names of the layers with parameters, in the order of the block; ignored if they
   *     are not as many
   */
  static Map<String, String> of(Block block, List<String> layers) {
    TensorNames counted = new TensorNames(List.of());
    counted.collect(block, List.of());
    if (counted.count != layers.size()) {
      return counted.names;
    }
    TensorNames named = new TensorNames(layers);
    named.collect(block, List.of());
    return named.names;
  }

  private void collect(Block block, List<String> path) {
    List<Parameter> own =
        block.getDirectParameters().values().stream().filter(Parameter::isInitialized).toList();
    if (!own.isEmpty()) {
      String layer = layers.isEmpty() ? String.join(".", path) : layers.get(count);
      own.forEach(
          parameter ->
              names.put(
                  parameter.getId(),
                  layer.isEmpty() ? name(block, parameter) : layer + "." + name(block, parameter)));
      count++;
    }
    List<Block> children = block.getChildren().values();
    for (int i = 0; i < children.size(); i++) {
      List<String> below = new ArrayList<>(path);
      below.add(Integer.toString(i));
      collect(children.get(i), below);
    }
  }

  private static String name(Block block, Parameter parameter) {
    if (block instanceof BatchNorm) {
      return switch (parameter.getType()) {
        case GAMMA -> "weight";
        case BETA -> "bias";
        case RUNNING_MEAN -> "running_mean";
        case RUNNING_VAR -> "running_var";
        default -> parameter.getName();
      };
    }
    boolean isKnown = block instanceof Convolution || block instanceof Linear;
    return isKnown && parameter.getType() == Parameter.Type.BIAS ? "bias" : parameter.getName();
  }
}
