// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * How well a ticket classifies test images under one corruption: a row of the table {@code
 * robustness}. The rows of one measurement have the same key and time.
 *
 * @param key key of the run that wrote the ticket
 * @param corruption name of the corruption, or {@code none}
 * @param severity 1 to 5; 0 without corruption
 * @param images number of test images
 * @param accuracy share of images whose class has the largest logit, in [0, 1]
 * @param top5 share of images whose class is among the five largest logits, in [0, 1]
 * @param loss mean cross-entropy, in nats
 * @param on where and when
 */
public record RobustnessRow(
    String key,
    String corruption,
    int severity,
    int images,
    double accuracy,
    double top5,
    double loss,
    MeasuredOn on)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public RobustnessRow {
    new Requirements()
        .fileName("key", key)
        .text("corruption", corruption)
        .between(0, 5, "severity", severity)
        .atLeast(1, "images", images)
        .share("accuracy", accuracy)
        .share("top5", top5)
        .check();
  }
}
