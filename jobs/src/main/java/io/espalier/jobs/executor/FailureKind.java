package io.espalier.jobs.executor;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.check.WrongKernels;
import io.espalier.pruning.data.DataException;
import io.espalier.pruning.mask.UnrankableScores;
import io.espalier.pruning.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Why a run failed. */
public enum FailureKind {
  /** Its settings cannot work together. */
  CONFIG,
  /** Its data is not what it should be. */
  DATA,
  /** Its loss, or a score, stopped being a finite number. */
  DIVERGED,
  /** The host's or the device's memory did not suffice. */
  OOM,
  /** The engine would compute it wrong on this processor. */
  ENGINE,
  /** A file could not be read or written. */
  IO,
  /** Its executor died, more often than Spark retries, or whenever it was begun. */
  LOST,
  /** Anything else: a defect of this program. */
  BUG;

  /** Whether another attempt would end the same way, unless something is changed by hand. */
  public boolean isFinal() {
    return this == CONFIG || this == DATA || this == DIVERGED;
  }

  /** The kind of what a run threw. */
  static FailureKind of(Throwable thrown) {
    if (thrown instanceof UncheckedIOException unchecked) {
      return of(unchecked.getCause());
    }
    if (thrown instanceof InvalidSettings) {
      return CONFIG;
    }
    if (thrown instanceof DataException) {
      return DATA;
    }
    if (thrown instanceof DivergedException || thrown instanceof UnrankableScores) {
      return DIVERGED;
    }
    if (thrown instanceof WrongKernels) {
      return ENGINE;
    }
    if (thrown instanceof OutOfMemoryError || saysOutOfMemory(thrown)) {
      return OOM;
    }
    if (thrown instanceof LostRun) {
      return LOST;
    }
    return thrown instanceof IOException ? IO : BUG;
  }

  /** libtorch tells of lack of memory in words only. */
  private static boolean saysOutOfMemory(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("out of memory") || message.contains("can't allocate memory");
  }
}
