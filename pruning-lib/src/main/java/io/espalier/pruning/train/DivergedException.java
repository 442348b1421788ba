// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

/** Thrown when training can no longer succeed: its loss is not a finite number. */
public final class DivergedException extends RuntimeException {
  public DivergedException(String message) {
    super(message);
  }
}
