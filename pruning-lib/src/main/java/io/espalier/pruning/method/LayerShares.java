// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Unstructured;
import java.util.Optional;

/** Methods that select which share of its weights each layer keeps. */
final class LayerShares {
  private LayerShares() {}

  /** Why a structure is refused: only masks of single weights can differ in these shares. */
  static Optional<String> refuses(Granularity structure) {
    return structure instanceof Unstructured
        ? Optional.empty()
        : Optional.of(
            "it selects the share of each layer, but all layers keep the same share there");
  }
}
