package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * What a run cost. {@code passes} and {@code methodSeconds} are the price of the method run alone:
 * from the dense network, or from initialisation where it starts there, with the earlier rounds of
 * an iterative method counted in. {@code epochs} and {@code wallSeconds} are this run's own.
 *
 * @param epochs passes over the training set that this run's schedule has
 * @param passes forward-backward passes over the training set; the same on every machine
 * @param methodSeconds training and scoring time in seconds, through resumes; without evaluation,
 *     loading and checkpoints
 * @param wallSeconds time from start to end of the attempt that finished, in seconds
 */
public record RunCost(int epochs, double passes, double methodSeconds, double wallSeconds)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming the first value that is negative or not finite
   */
  public RunCost {
    Require.atLeast(0, "epochs", epochs);
    Require.notNegative("passes", passes);
    Require.notNegative("method_seconds", methodSeconds);
    Require.notNegative("wall_seconds", wallSeconds);
  }
}
