// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.model.FlatLayout.Kind;
import io.espalier.pruning.model.FlatLayout.Slot;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * The values of an untrained network: weights from a normal distribution with variance 2 / fan-in
 * (He et al. 2015), batch-norm scale and running variance 1, all else 0. Each prunable tensor has a
 * stream of its own, so the values depend on neither the layout nor the engine.
 *
 * @param manager manager that owns the values
 * @param type data type of the values
 * @param streams the generator for the i-th prunable tensor
 */
record HeInitialization(NDManager manager, DataType type, IntFunction<SplittableRandom> streams) {

  /** The values of a slot, flat and in stored order. */
  NDArray of(Slot slot) {
    return switch (slot.parameter().getType()) {
      case GAMMA, RUNNING_VAR -> manager.ones(slot.stored(), type).reshape(-1);
      case WEIGHT -> slot.kind() == Kind.WEIGHTS ? weights(slot) : zeros(slot);
      default -> zeros(slot);
    };
  }

  private NDArray zeros(Slot slot) {
    return manager.zeros(slot.stored(), type).reshape(-1);
  }

  private NDArray weights(Slot slot) {
    Shape shape = slot.parameter().getShape();
    double deviation = Math.sqrt(2.0 * shape.get(0) / shape.size());
    SplittableRandom random = streams.apply(slot.index());
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return slot.part(manager.create(values, shape).toType(type, false));
  }
}
