package io.espalier.pruning.data;

import java.io.IOException;

/**
 * Data that is not what it should be: missing, cut short, or with a value out of range. The message
 * says what was read, what was found, and what would be right.
 */
public final class DataException extends IOException {
  public DataException(String message) {
    super(message);
  }
}
