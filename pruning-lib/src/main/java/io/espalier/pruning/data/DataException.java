// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.IOException;

/**
 * Thrown for invalid data: missing, truncated, or with a value out of range. The message names the
 * data, the problem, and the valid values.
 */
public final class DataException extends IOException {
  public DataException(String message) {
    super(message);
  }
}
