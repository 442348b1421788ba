package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * When a method changes its mask during training, in shares of the run, so that a run of any length
 * comes to its end.
 *
 * @param begin the share after which updates begin, in [0, 1)
 * @param end the share at which the last update comes, in (begin, 1]
 * @param interval the share between two updates, above 0; in a short run there is at most one
 *     update a step
 */
public record UpdateTimes(double begin, double end, double interval) implements Serializable {
  public UpdateTimes {
    new Requirements()
        .fraction("begin", begin)
        .that(
            end > begin && end <= 1,
            "end",
            end,
            "greater than begin (%s) and at most 1, so that pruning reaches the target".formatted(begin))
        .positive("interval", interval)
        .check();
  }

  /** How many updates there are; the last is at {@code end}, however long its interval. */
  int count() {
    return (int) Math.max(1, Math.ceil((end - begin) / interval - 1e-9));
  }

  /**
   * The number of the update that follows a step, from 1 to {@link #count}; 0 where none does.
   *
   * @param step from 0
   * @param steps of the run
   */
  int after(long step, long steps) {
    int before = reached((double) step / steps);
    int now = reached((double) (step + 1) / steps);
    return now > before ? now : 0;
  }

  private int reached(double progress) {
    if (progress >= end) {
      return count();
    }
    return progress < begin ? 0 : (int) Math.floor((progress - begin) / interval + 1e-9);
  }
}
