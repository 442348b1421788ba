package io.espalier.jobs.driver;

import io.espalier.jobs.executor.FailureKind;
import java.time.Duration;

/**
 * What is done about failures within a sweep. LOST is given up at once, for Spark has retried it by
 * then.
 *
 * @param ioRetries after an IO failure
 * @param backOff before the first of them; each later one waits four times as long as the one
 *     before
 */
public record FailurePolicy(int ioRetries, Duration backOff) {
  public static final FailurePolicy DEFAULT = new FailurePolicy(3, Duration.ofSeconds(15));

  private static final int GROWTH = 4;

  /**
   * @param before how many failures of this kind the run had before this one, in this sweep
   */
  Reaction to(FailureKind kind, int before) {
    return switch (kind) {
      case IO ->
          before < ioRetries
              ? new Reaction.Retry(backOff.multipliedBy((long) Math.pow(GROWTH, before)))
              : new Reaction.GiveUp();
      // The same batch: with a smaller one it would be another run.
      case OOM -> before == 0 ? new Reaction.RetryAlone() : new Reaction.GiveUp();
      case CONFIG, DATA, DIVERGED, ENGINE, LOST, BUG -> new Reaction.GiveUp();
    };
  }
}
