// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.io.IOException;

/** Thrown for a file of vectors that exists but is truncated, altered, or from another run. */
public final class DamagedCheckpoint extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedCheckpoint(String message, Throwable cause) {
    super(message, cause);
  }

  DamagedCheckpoint(String message) {
    super(message);
  }
}
