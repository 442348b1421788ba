// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.check.WrongKernels;
import io.espalier.pruning.data.DataException;
import io.espalier.pruning.engine.EngineUnavailable;
import io.espalier.pruning.mask.UnrankableScores;
import io.espalier.pruning.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;

/** Why a run failed. */
public enum FailureKind {
  /** The settings do not work together. */
  CONFIG,
  /** The data is invalid. */
  DATA,
  /** The loss or a score became infinite or NaN. */
  DIVERGED,
  /** The memory of the host or the device was exhausted. */
  OOM,
  /** The engine cannot be started, or computes an operation of the run incorrectly, on its host. */
  ENGINE,
  /** A file could not be read or written. */
  IO,
  /** The executor died, more often than Spark retries or at every start. */
  LOST,
  /** Anything else: a defect in Espalier. */
  BUG;

  /**
   * Whether the failure is permanent: every retry fails the same way until a user changes
   * something.
   */
  public boolean isFinal() {
    return this == CONFIG || this == DATA || this == DIVERGED;
  }

  /**
   * Whether a failure of the kind with this name is permanent. One that only a newer version knows
   * is not: this version tries again.
   */
  public static boolean isFinal(String name) {
    return Arrays.stream(values()).anyMatch(kind -> kind.name().equals(name) && kind.isFinal());
  }

  /** The kind of an exception that a run threw. */
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
    if (thrown instanceof WrongKernels || thrown instanceof EngineUnavailable) {
      return ENGINE;
    }
    if (thrown instanceof OutOfMemoryError
        || saysOutOfMemory(String.valueOf(thrown.getMessage()))) {
      return OOM;
    }
    if (thrown instanceof LostRun) {
      return LOST;
    }
    return thrown instanceof IOException ? IO : BUG;
  }

  /**
   * Whether a message says that memory was exhausted. libtorch says so only there, and so does YARN
   * of a container that it has killed.
   */
  public static boolean saysOutOfMemory(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("out of memory")
        || lower.contains("can't allocate memory")
        || lower.matches("(?s).*exceeding (physical|virtual) memory limits.*");
  }
}
