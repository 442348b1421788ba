// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.model.FlatLayout.Kind;
import io.espalier.pruning.model.FlatLayout.Slot;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Joins one array per parameter into the flat vectors of a network.
 *
 * @param manager manager that owns the vectors
 * @param type data type of the vectors
 */
record FlatVectors(NDManager manager, DataType type) {

  /**
   * The state whose vectors are the joined parts, in the order of the slots of the layout.
   *
   * @param part function from a slot to its values, flat and in stored order; closed after joining
   */
  NetworkState of(FlatLayout layout, Function<Slot, NDArray> part) {
    Map<Kind, NDList> parts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      parts.put(kind, new NDList());
    }
    for (Slot slot : layout.slots()) {
      parts.get(slot.kind()).add(part.apply(slot));
    }
    return new NetworkState(
        joined(parts.get(Kind.WEIGHTS)),
        joined(parts.get(Kind.OTHER)),
        joined(parts.get(Kind.STATISTICS)));
  }

  private NDArray joined(NDList parts) {
    NDArray joined =
        parts.isEmpty() ? manager.zeros(new Shape(0), type) : NDArrays.concat(parts).duplicate();
    parts.close();
    return joined;
  }
}
