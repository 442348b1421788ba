// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.FailureKind;
import java.time.Duration;

/**
 * How a sweep reacts to failed runs. A LOST run is not retried, because Spark has already retried
 * it.
 *
 * @param ioRetries number of retries after an IO failure
 * @param backOff delay before the first retry; each later delay is four times the previous one
 */
public record FailurePolicy(int ioRetries, Duration backOff) {
  public static final FailurePolicy DEFAULT = new FailurePolicy(3, Duration.ofSeconds(15));

  private static final int GROWTH = 4;

  /**
   * @param before number of earlier failures of this kind that the run had in this sweep
   */
  Reaction to(FailureKind kind, int before) {
    return switch (kind) {
      case IO ->
          before < ioRetries
              ? new Reaction.Retry(
                  backOff.multipliedBy((long) Math.pow(GROWTH, before)), before + 1, ioRetries)
              : new Reaction.GiveUp();
      // The same batch size: a smaller one would be a different run.
      case OOM -> before == 0 ? new Reaction.RetryAlone() : new Reaction.GiveUp();
      case CONFIG, DATA, DIVERGED, ENGINE, LOST, BUG -> new Reaction.GiveUp();
    };
  }
}
