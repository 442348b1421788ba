// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.model.NetworkState;
import java.util.List;

/** Stored states of a dense run, for methods that rewind weights to them. */
@FunctionalInterface
public interface DenseStates {

  /** The shares of its steps at which a dense run keeps its state. */
  List<Double> SHARES = List.of(0.0, 0.01, 0.02, 0.05, 0.07, 0.1, 0.25, 0.5, 0.75, 1.0);

  /**
   * The dense run's state after {@code share} of its steps.
   *
   * @param share one of {@link #SHARES}
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  NetworkState at(double share);
}
