// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.plan.RunKey;
import io.espalier.pruning.train.EpochReport;
import java.io.Serializable;

/**
 * The message of an executor after each epoch of a run.
 *
 * @param key of the run
 * @param phase the part of the method: {@code train}, {@code prune}, …
 * @param epoch counted from 1 within the phase
 * @param epochs of the phase
 * @param passes forward-backward passes over the training set so far
 * @param accuracy on the test split, in [0, 1]
 * @param seconds duration of these passes, see {@link #of}
 */
public record EpochReached(
    RunKey key, String phase, int epoch, int epochs, double passes, double accuracy, double seconds)
    implements Serializable {

  /**
   * The message of an epoch. Its seconds are the wall time since the start of the attempt or, for a
   * run resumed from a checkpoint, whose passes include those of earlier attempts, the total
   * seconds of its method.
   *
   * @param sinceStart seconds since the start of the attempt
   */
  static EpochReached of(RunKey key, EpochReport report, double sinceStart) {
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
