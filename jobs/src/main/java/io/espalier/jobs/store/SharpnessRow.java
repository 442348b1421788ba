// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * The adaptive sharpness of a ticket: a row of the table {@code sharpness}.
 *
 * @param key key of the run that wrote the ticket
 * @param rho largest change of a parameter ÷ its size, above 0
 * @param images number of training images
 * @param loss mean loss of normalised logits, in nats
 * @param worst growth of the loss at worst, in nats
 * @param mean growth of the loss in the mean over normal changes, in nats
 * @param on where and when
 */
public record SharpnessRow(
    String key, double rho, int images, double loss, double worst, double mean, MeasuredOn on)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public SharpnessRow {
    new Requirements()
        .fileName("key", key)
        .positive("rho", rho)
        .atLeast(1, "images", images)
        .check();
  }
}
