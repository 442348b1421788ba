package io.espalier.jobs.doctor;

import java.io.Serializable;

/**
 * Something that is not as it should be.
 *
 * @param message in one line: what is wrong, and what would be right
 */
record Finding(Weight weight, String message) implements Serializable {
  /** Whether a sweep could run all the same. */
  enum Weight {
    ERROR,
    WARNING
  }

  static Finding error(String message) {
    return new Finding(Weight.ERROR, message);
  }

  static Finding warning(String message) {
    return new Finding(Weight.WARNING, message);
  }
}
