package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Optional;

/**
 * A file of rows that was read whole and is no Parquet file of such rows: cut short by a full disk
 * or a copy that was stopped, or written over. Its message names the file and what to do.
 */
public final class BrokenRows extends IOException {
  private static final long serialVersionUID = 1;

  BrokenRows(String location, int length, Throwable cause) {
    super(
        "Cannot read %s (%d bytes): %s; delete it and sweep again, or put a whole copy there"
            .formatted(location, length, oneLine(cause)),
        cause);
  }

  private static String oneLine(Throwable cause) {
    return Optional.ofNullable(cause.getMessage())
        .flatMap(message -> message.lines().filter(line -> !line.isBlank()).findFirst())
        .orElse(cause.getClass().getSimpleName());
  }
}
