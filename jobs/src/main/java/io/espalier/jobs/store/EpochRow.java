// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * An epoch of a finished run: a row of the table of epochs.
 *
 * @param key of the run
 * @param phase the part of the method that the epoch belongs to: {@code train}, {@code retrain}, or
 *     the name of its search, such as {@code bip}
 * @param epoch counted from 1 within the phase
 * @param epochs of the phase
 * @param passes forward-backward passes over the training set since the start of the run
 * @param trainLoss mean over the epoch's batches, in nats
 * @param testLoss mean over the test set after the epoch, in nats; null in rows of other writers
 *     only
 * @param testAccuracy on the test set after the epoch, in [0, 1]; null in rows of other writers
 *     only
 * @param seconds of the method since the epoch before it, without evaluation, loading and
 *     checkpoints
 */
public record EpochRow(
    String key,
    String phase,
    int epoch,
    int epochs,
    double passes,
    double trainLoss,
    @Nullable Double testLoss,
    @Nullable Double testAccuracy,
    double seconds)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public EpochRow {
    Requirements requirements =
        new Requirements()
            .fileName("key", key)
            .text("phase", phase)
            .between(1, epochs, "epoch", epoch)
            .notNegative("passes", passes)
            .notNegative("train_loss", trainLoss)
            .notNegative("seconds", seconds);
    if (testLoss != null) {
      requirements.notNegative("test_loss", testLoss);
    }
    if (testAccuracy != null) {
      requirements.share("test_accuracy", testAccuracy);
    }
    requirements.check();
  }
}
