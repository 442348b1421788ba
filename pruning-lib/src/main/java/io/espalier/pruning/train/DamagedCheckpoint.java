// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.io.IOException;

/** A file of vectors that is there, but is not what was written: cut short, altered, another's. */
public final class DamagedCheckpoint extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedCheckpoint(String message, Throwable cause) {
    super(message, cause);
  }

  DamagedCheckpoint(String message) {
    super(message);
  }
}
