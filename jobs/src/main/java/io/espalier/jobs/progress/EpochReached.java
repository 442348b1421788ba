package io.espalier.jobs.progress;

import io.espalier.pruning.train.EpochReport;
import java.io.Serializable;

/**
 * What an executor tells of a run after each of its epochs.
 *
 * @param key of the run
 * @param phase the part of the method: {@code train}, {@code prune}, …
 * @param epoch counted from 1 within the phase
 * @param epochs of the phase
 * @param passes forward-backward passes over the training set that the run has made
 * @param accuracy on the test split, in [0, 1]
 * @param seconds that these passes took, see {@link #of}
 */
record EpochReached(
    String key, String phase, int epoch, int epochs, double passes, double accuracy, double seconds)
    implements Serializable {

  /**
   * The clock's seconds since the attempt began; or, where a run goes on from a checkpoint and so
   * brings passes that this attempt did not make, the seconds that its method took in all.
   *
   * @param sinceStart seconds since the attempt began
   */
  static EpochReached of(String key, EpochReport report, double sinceStart) {
    return new EpochReached(
        key,
        report.phase(),
        report.epoch(),
        report.epochs(),
        report.cost().passes(),
        report.test().accuracy(),
        Math.max(sinceStart, report.cost().seconds()));
  }
}
