// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.plan.RunNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An active run.
 *
 * @param heard time of the last message; the start time before the first one
 * @param last the last message; empty before the end of the first epoch
 */
public record RunInFlight(RunNode node, Instant heard, Optional<EpochReached> last) {
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
    return Math.max(0, left - Duration.between(heard, now).toMillis() / 1e3);
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
            .orElse("first epoch");
    return "%s %s: %s".formatted(node.key().brief(), node.spec(), state);
  }
}
