// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

/** Thrown when the engine would compute a run incorrectly on this processor. */
public final class WrongKernels extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongKernels(String message) {
    super(message);
  }
}
