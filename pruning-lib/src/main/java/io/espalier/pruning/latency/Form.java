// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import java.util.Locale;

/** The forms of a ticket's network whose passes are timed. Their string is the one in tables. */
public enum Form {
  /**
   * With no weight removed: initial values, since times do not depend on those of other weights.
   */
  DENSE,
  /** With the ticket's values: removed weights are 0. */
  MASKED,
  /** The same without the channels that have no effect. */
  COMPACT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
