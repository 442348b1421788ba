// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * A network on the line between two tickets: a row of the table {@code connectivity}. The rows of
 * one measurement have the same key and time.
 *
 * @param key key of the run that wrote the ticket at position 1
 * @param otherKey key of the run that wrote the ticket at position 0
 * @param position share of the ticket of {@code key} in each parameter, in [0, 1]
 * @param loss mean cross-entropy on training images, in nats
 * @param accuracy share of test images whose class has the largest logit, in [0, 1]
 * @param testLoss mean cross-entropy on test images, in nats
 * @param on where and when
 */
public record ConnectivityRow(
    String key,
    String otherKey,
    double position,
    double loss,
    double accuracy,
    double testLoss,
    MeasuredOn on)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public ConnectivityRow {
    new Requirements()
        .fileName("key", key)
        .fileName("other_key", otherKey)
        .share("position", position)
        .share("accuracy", accuracy)
        .check();
  }
}
