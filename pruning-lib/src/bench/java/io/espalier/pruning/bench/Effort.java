// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;

/** How much is timed, and how often. */
enum Effort {
  /** For numbers. */
  FULL,
  /** To see that all of it runs. */
  QUICK;

  List<NetworkTurns> networks() {
    return switch (this) {
      case FULL -> List.of(NetworkTurns.values());
      case QUICK -> List.of(NetworkTurns.RESNET20S, NetworkTurns.RESNET20S_2_THREADS);
    };
  }

  /** Rounds, or iterations, where numbers take {@code full} of them. */
  int of(int full) {
    return this == FULL ? full : 1;
  }
}
