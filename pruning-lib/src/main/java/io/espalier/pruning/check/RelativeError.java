// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

/** The distance of computed values from exact ones. */
public final class RelativeError {
  private RelativeError() {}

  /**
   * ‖found − exact‖ ÷ ‖exact‖, in the L2 norm; NaN if a value is.
   *
   * @param found as many values
   */
  public static double of(double[] exact, double[] found) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error += (exact[i] - found[i]) * (exact[i] - found[i]);
      size += exact[i] * exact[i];
    }
    return Math.sqrt(error / size);
  }
}
