// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import java.io.Serializable;

/**
 * A problem found on a slot.
 *
 * @param message one line with the problem and the remedy
 */
record Finding(Weight weight, String message) implements Serializable {
  /** Whether the problem prevents a sweep. */
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
