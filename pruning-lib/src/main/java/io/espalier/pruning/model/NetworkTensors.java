// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.espalier.pruning.engine.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values of a network, one tensor a parameter, for other formats.
 *
 * @param names names of the tensors, by the ids of the parameters of the block, in its order: those
 *     of {@link Architecture#layerNames}, or the positions of the blocks that contain a layer, as
 *     in nested {@code torch.nn.Sequential}; then {@code weight}, {@code bias}, {@code
 *     running_mean} or {@code running_var}
 * @param values copies of the values, by name, in PyTorch's shapes: (output, input, row, column)
 *     for a convolution, (output, input) for a fully connected layer
 */
public record NetworkTensors(Map<String, String> names, SortedMap<String, HostTensor> values) {

  /**
   * The tensors of {@code net} with the values of {@code state}.
   *
   * @param layerNames names of the layers with parameters, see {@link Architecture#layerNames}
   */
  public static NetworkTensors of(PrunableNet net, NetworkState state, List<String> layerNames) {
    Map<String, String> names = TensorNames.of(net.block(), layerNames);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      ParameterStore store = net.layout().store(net.manager(), state, Arithmetic.AS_GIVEN);
      SortedMap<String, HostTensor> values = new TreeMap<>();
      for (Parameter parameter : net.block().getParameters().values()) {
        NDArray value = store.getValue(parameter, net.manager().getDevice(), false);
        HostTensor flat = HostTensor.copies(Map.of("", value.reshape(-1))).get("");
        values.put(
            names.get(parameter.getId()),
            new HostTensor(parameter.getShape(), flat.type(), flat.bytes()));
      }
      return new NetworkTensors(names, values);
    }
  }

  /** The tensor of a parameter. */
  public HostTensor of(Parameter parameter) {
    return values.get(names.get(parameter.getId()));
  }

  /** The number of all values, running statistics included. */
  public long size() {
    return values.values().stream().mapToLong(tensor -> tensor.shape().size()).sum();
  }
}
