// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import java.util.List;

/**
 * The state of a sweep: the file {@code status.json}, which the driver replaces while it runs.
 *
 * @param writtenAt in milliseconds since 1970 UTC
 * @param finished runs that this driver has made
 * @param waiting failed runs that wait for their retry
 * @param blocked runs that cannot start because one that they start from has failed
 * @param passes of finished and active runs
 * @param passesToDo of all runs to do at the start, without failed and blocked ones
 * @param secondsGone since the start
 * @param secondsLeft estimated; null before the end of the first epoch
 */
public record SweepStatus(
    State state,
    long writtenAt,
    int slots,
    int finished,
    int waiting,
    int blocked,
    double passes,
    double passesToDo,
    double secondsGone,
    Double secondsLeft,
    List<ActiveRun> running,
    List<Failures> failed,
    List<ExecutorSeen> executors) {

  /** The state of the driver, as it wrote it. */
  public enum State {
    /** It makes runs, or was killed. */
    RUNNING,
    /** Every run has a result. */
    COMPLETE,
    /** It has ended, and some runs have failed. */
    INCOMPLETE,
    /** A user ended it. */
    CANCELLED,
    /** An error ended it. */
    FAILED
  }

  public SweepStatus {
    running = List.copyOf(running);
    failed = List.copyOf(failed);
    executors = List.copyOf(executors);
  }

  /**
   * A run in a slot.
   *
   * @param run its short key
   * @param description of what it is
   * @param phase of the method; null before the end of the first epoch, like the next three
   * @param epoch counted from 1 within the phase
   * @param accuracy on the test split, in [0, 1]
   * @param secondsSilent since its last epoch, or since its start
   * @param executor Spark's id; null where Spark has not said it yet
   */
  public record ActiveRun(
      String run,
      String description,
      String phase,
      Integer epoch,
      Integer epochs,
      Double accuracy,
      double secondsSilent,
      String executor) {}

  /**
   * Runs that failed permanently, for one cause.
   *
   * @param kind {@code OOM}, {@code DATA}, …
   * @param run the short key of one of them
   */
  public record Failures(String kind, String cause, int runs, String run) {}

  /**
   * An executor of the application.
   *
   * @param executor Spark's id
   * @param tasks that it runs
   * @param heardAt time of its last heartbeat or task, in milliseconds since 1970 UTC
   * @param gone why it ended; null while it lives
   */
  public record ExecutorSeen(
      String executor, String host, int slots, int tasks, long heardAt, String gone) {}
}
