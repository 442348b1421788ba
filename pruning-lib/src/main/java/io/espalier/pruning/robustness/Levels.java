// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

/** A number for each severity of a corruption. */
record Levels(double first, double second, double third, double fourth, double fifth) {

  /**
   * @param severity 1 to {@value Corruption#SEVERITIES}
   */
  double at(int severity) {
    return switch (severity) {
      case 1 -> first;
      case 2 -> second;
      case 3 -> third;
      case 4 -> fourth;
      case 5 -> fifth;
      default ->
          throw new IllegalArgumentException(
              "Invalid severity: %s, must be 1 to %s".formatted(severity, Corruption.SEVERITIES));
    };
  }
}
