// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

/** Thrown for a run that kills its process at every start. */
final class LostRun extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostRun(String message) {
    super(message);
  }
}
