// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.plan.RunNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A run that was given to Spark.
 *
 * @param heard time of the last message; empty while the run waits for a slot
 * @param last the last message of an epoch; empty before the end of the first one
 */
public record RunInFlight(RunNode node, Optional<Instant> heard, Optional<EpochReached> last) {
  /** Passes made, as last reported. */
  double passes() {
    return last.map(EpochReached::passes).orElse(0.0);
  }

  /**
   * Seconds left at {@code now}, never negative.
   *
   * @param ofAPass seconds per pass
   */
  double secondsLeft(double ofAPass, Instant now) {
    double left = ofAPass * (node.passes() - passes());
    double since = heard.map(then -> Duration.between(then, now).toMillis() / 1e3).orElse(0.0);
    return Math.max(0, left - since);
  }

  /** {@code 1a2b3c4d5e bip 48.80 % shapes resnet20s seed 1: train, epoch 2 of 3, 87.50 %}. */
  String line() {
    String state =
        last.map(
                epoch ->
                    String.format(
                        Locale.ROOT,
                        "%s, epoch %d of %d, %.2f %%",
                        epoch.phase(),
                        epoch.epoch(),
                        epoch.epochs(),
                        100 * epoch.accuracy()))
            .orElse(heard.isEmpty() ? "waits for a slot" : "first epoch");
    return "%s %s: %s".formatted(node.key().brief(), node.spec(), state);
  }
}
