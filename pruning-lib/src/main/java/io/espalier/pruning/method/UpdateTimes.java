// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.train.Training;
import java.io.Serializable;

/**
 * The times at which a method updates its mask during training, as shares of the run, so that runs
 * of any length reach the target.
 *
 * @param begin share of the run after which updates start, in [0, 1)
 * @param end share of the run at the last update, in (begin, 1]
 * @param interval share of the run between two updates, above 0; short runs have at most one update
 *     per step
 */
public record UpdateTimes(double begin, double end, double interval) implements Serializable {
  public UpdateTimes {
    new Requirements()
        .fraction("begin", begin)
        .that(
            end > begin && end <= 1,
            "end",
            end,
            "greater than begin (%s) and at most 1, so that pruning reaches the target"
                .formatted(begin))
        .positive("interval", interval)
        .check();
  }

  /** The number of updates; the last one is at {@code end}, even if its interval is shorter. */
  int count() {
    return (int) Math.max(1, Math.ceil((end - begin) / interval - 1e-9));
  }

  /** The number of the update that follows a step, from 1 to {@link #count}; 0 if none does. */
  int reachedBy(Training.Step step) {
    return reached(step.progress(), step.progressAfter());
  }

  /**
   * The number of the last update between two shares of the run, from 1 to {@link #count}; 0 if
   * there is none.
   *
   * @param before excluded
   * @param now included
   */
  int reached(double before, double now) {
    int last = reached(now);
    return last > reached(before) ? last : 0;
  }

  /**
   * Whether a whole number of intervals after the last update lies between two shares of the run.
   *
   * @param before excluded
   * @param now included
   */
  boolean recur(double before, double now) {
    return intervals(Math.max(end, now) - end) > intervals(Math.max(end, before) - end);
  }

  private int reached(double progress) {
    if (progress >= end) {
      return count();
    }
    return progress < begin ? 0 : intervals(progress - begin);
  }

  private int intervals(double share) {
    return (int) Math.floor(share / interval + 1e-9);
  }
}
