// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.HostView;
import java.nio.FloatBuffer;

/**
 * The masks of the last epochs, as bits of filters: the queue of You et al. (2020), algorithm 1.
 *
 * @param bits float32, shape (length, filters), the oldest mask first: 1 kept, 0 removed, −1 in
 *     rows that no epoch has filled yet; such a row differs from any mask in all filters
 */
record RecentTickets(NDArray bits) {

  static RecentTickets none(NDManager manager, int length, long filters) {
    return new RecentTickets(manager.full(new Shape(length, filters), -1f));
  }

  /** Replaces the oldest mask by {@code kept}, one flag per filter; in place. */
  void add(boolean[] kept) {
    HostView view = HostView.of(bits);
    FloatBuffer values = view.floats();
    int older = values.limit() - kept.length;
    for (int i = 0; i < older; i++) {
      values.put(i, values.get(i + kept.length));
    }
    for (int i = 0; i < kept.length; i++) {
      values.put(older + i, kept[i] ? 1f : 0f);
    }
    view.commit();
  }

  /** The largest share of filters in which the newest mask differs from another, in [0, 1]. */
  double distance() {
    int filters = (int) bits.getShape().get(1);
    try (HostCopy copy = HostCopy.of(bits)) {
      return distance(copy.floats(), filters);
    }
  }

  private static double distance(FloatBuffer values, int filters) {
    int newest = values.limit() - filters;
    int most = 0;
    for (int row = 0; row < newest; row += filters) {
      int different = 0;
      for (int i = 0; i < filters; i++) {
        different += values.get(row + i) == values.get(newest + i) ? 0 : 1;
      }
      most = Math.max(most, different);
    }
    return (double) most / filters;
  }
}
