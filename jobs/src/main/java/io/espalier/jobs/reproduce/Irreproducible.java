// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.reproduce;

import java.io.IOException;

/** Thrown for a row from which its run cannot be made again, with what it lacks or contradicts. */
public final class Irreproducible extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * @param key of the run
   * @param reason without a full stop
   */
  Irreproducible(String key, String reason) {
    super("Cannot reproduce %s: %s".formatted(key, reason));
  }
}
