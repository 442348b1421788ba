package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Optional;

/**
 * A file of rows that was read whole and is no Parquet file of such rows: cut short by a full disk
 * or a copy that was stopped, or written over. Its message names the file and what to do.
 */
public final class BrokenRows extends IOException {
  private static final long serialVersionUID = 1;

  BrokenRows(String location, long length, Throwable cause) {
    this(location, length, "delete it and sweep again, or put a whole copy there", cause);
  }

  private BrokenRows(String location, long length, String remedy, Throwable cause) {
    super(
        "Cannot read %s (%d bytes): %s; %s".formatted(location, length, oneLine(cause), remedy),
        cause);
  }

  /** Of rows that tell more of runs which are done: no sweep would make them again. */
  static BrokenRows ofDetails(String location, long length, Throwable cause) {
    return new BrokenRows(
        location, length, "put a whole copy there, or delete it and do without", cause);
  }

  private static String oneLine(Throwable cause) {
    return Optional.ofNullable(cause.getMessage())
        .flatMap(message -> message.lines().filter(line -> !line.isBlank()).findFirst())
        .orElse(cause.getClass().getSimpleName());
  }
}
