// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import java.io.Serializable;
import java.time.Duration;

/**
 * The interval of checkpoints, which limits the work that a run can lose. A checkpoint is due when
 * either limit has passed since the start of the last one. The run continues while it is written,
 * but not beyond the next due checkpoint; so a run that crashes just before the end of a slow write
 * loses two intervals, and no run loses more. The interval does not affect results.
 *
 * @param epochs number of epochs of a phase, 1 or more; checked at the end of an epoch
 * @param time duration greater than zero; checked after every step
 */
public record CheckpointInterval(int epochs, Duration time) implements Serializable {
  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  /**
   * Five minutes, regardless of epochs: little work to lose in a run of hours, and rare writes to
   * slow storage.
   */
  public static final CheckpointInterval DEFAULT = of(Duration.ofMinutes(5));

  /**
   * @throws IllegalArgumentException when a value is out of range, with the value
   */
  public CheckpointInterval {
    if (epochs < 1) {
      throw new IllegalArgumentException("Invalid epochs: " + epochs + ", must be at least 1");
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("Invalid time: " + time + ", must be greater than zero");
    }
  }

  /** An interval in epochs, regardless of time. */
  public static CheckpointInterval ofEpochs(int epochs) {
    return new CheckpointInterval(epochs, NEVER);
  }

  /** An interval in time, regardless of epochs. */
  public static CheckpointInterval of(Duration time) {
    return new CheckpointInterval(Integer.MAX_VALUE, time);
  }

  boolean isOver(int epochsSince, Duration timeSince) {
    return epochsSince >= epochs || timeSince.compareTo(time) >= 0;
  }
}
