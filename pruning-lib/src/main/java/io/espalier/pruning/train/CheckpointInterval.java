package io.espalier.pruning.train;

import java.io.Serializable;
import java.time.Duration;

/**
 * How much of its work a run may lose: a checkpoint is due once either has passed since the last
 * one was begun. While it is written the run goes on, until the next is due and no further; so one
 * that dies just before the end of a slow write loses two intervals, and no run loses more. It
 * changes nothing of what a run computes.
 *
 * @param epochs of the same phase, 1 or more; checked at an epoch's end
 * @param time longer than zero; checked after every step
 */
public record CheckpointInterval(int epochs, Duration time) implements Serializable {
  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** Five minutes, however many epochs: small against a night, and seldom for a slow store. */
  public static final CheckpointInterval DEFAULT = of(Duration.ofMinutes(5));

  /**
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public CheckpointInterval {
    if (epochs < 1) {
      throw new IllegalArgumentException("Invalid epochs: " + epochs + ", must be at least 1");
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("Invalid time: " + time + ", must be greater than zero");
    }
  }

  /** Every so many epochs, whatever the time. */
  public static CheckpointInterval ofEpochs(int epochs) {
    return new CheckpointInterval(epochs, NEVER);
  }

  /** Every so often, whatever the epochs. */
  public static CheckpointInterval of(Duration time) {
    return new CheckpointInterval(Integer.MAX_VALUE, time);
  }

  boolean isOver(int epochsSince, Duration timeSince) {
    return epochsSince >= epochs || timeSince.compareTo(time) >= 0;
  }
}
