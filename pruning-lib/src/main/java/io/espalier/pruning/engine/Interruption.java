// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;

/** Ends long computations of a thread that is interrupted. */
public final class Interruption {
  private Interruption() {}

  /**
   * Does nothing unless the thread is interrupted, which it stays.
   *
   * @param computation with its article, for the message: {@code "an evaluation"}
   * @throws UncheckedIOException of an {@link InterruptedIOException} when the thread is
   *     interrupted
   */
  public static void check(String computation) {
    if (Thread.currentThread().isInterrupted()) {
      throw new UncheckedIOException(new InterruptedIOException("Interrupted in " + computation));
    }
  }
}
