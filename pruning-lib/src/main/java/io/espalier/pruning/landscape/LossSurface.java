// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;

/** The loss of a network as a function of its parameters. */
interface LossSurface {

  /** The loss. */
  double at(NetworkState state);

  /**
   * The loss with its gradient; arrays of the scope of the caller.
   *
   * @param state results of operations, to which gradients may be attached
   */
  Gradient gradient(NetworkState state);
}
