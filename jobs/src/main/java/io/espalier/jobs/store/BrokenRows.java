// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.util.Optional;

/**
 * Thrown when a file of rows is not a valid Parquet file of such rows, for instance truncated by a
 * full disk or an interrupted copy. The message names the file and the remedy.
 */
public final class BrokenRows extends IOException {
  private static final long serialVersionUID = 1;

  BrokenRows(String location, long length, Throwable cause) {
    this(
        location,
        length,
        "delete the file and rerun the sweep, or replace it with an intact copy",
        cause);
  }

  private BrokenRows(String location, long length, String remedy, Throwable cause) {
    super(
        "Cannot read %s (%s bytes): %s; %s".formatted(location, length, oneLine(cause), remedy),
        cause);
  }

  /** For details of runs that are done, which no sweep writes again. */
  static BrokenRows ofDetails(String location, long length, Throwable cause) {
    return new BrokenRows(
        location,
        length,
        "replace it with an intact copy, or delete the file and lose these rows",
        cause);
  }

  private static String oneLine(Throwable cause) {
    return Optional.ofNullable(cause.getMessage())
        .flatMap(message -> message.lines().filter(line -> !line.isBlank()).findFirst())
        .orElse(cause.getClass().getSimpleName());
  }
}
