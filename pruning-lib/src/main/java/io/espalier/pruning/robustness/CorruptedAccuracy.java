// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import io.espalier.pruning.train.Evaluation;

/**
 * How well a ticket classifies the test images under one corruption.
 *
 * @param corruption name of a {@link Corruption}, or {@value #NONE}
 * @param severity 1 to {@value Corruption#SEVERITIES}; 0 without corruption
 * @param images number of test images
 */
public record CorruptedAccuracy(
    String corruption, int severity, int images, Evaluation evaluation) {
  /** The images as they are. */
  public static final String NONE = "none";
}
