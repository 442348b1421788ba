// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import io.espalier.jobs.storage.DeniedAccess;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;

/**
 * An exception of Spark, in one line. Its own message can have a hundred.
 *
 * @param causes the exception, its cause, and so on
 */
record SparkFailure(List<Throwable> causes) {
  /** The start of the message of Spark for an unreadable file of a table. */
  private static final String READING = "Encountered error while reading file ";

  /** In the message of Parquet for a file without its footer; the message also names the file. */
  private static final String NO_PARQUET = " is not a Parquet file";

  private static final String REMEDY =
      "; replace the file with an intact copy, or delete it and lose these rows";

  private static final Pattern DENIED = Pattern.compile("(/.*) \\(Permission denied\\)");

  static SparkFailure of(Exception thrown) {
    return new SparkFailure(
        Stream.iterate((Throwable) thrown, Objects::nonNull, Throwable::getCause).toList());
  }

  /** Whether a file of a table could not be read. */
  boolean isOfFile() {
    return causes.stream()
        .anyMatch(
            cause ->
                cause instanceof FileNotFoundException
                    || firstLine(cause).startsWith(READING)
                    || firstLine(cause).contains(NO_PARQUET));
  }

  /** The reason, with the file if it could not be read. */
  String line() {
    String reason = firstLine(causes.get(causes.size() - 1));
    Matcher denied = DENIED.matcher(reason);
    if (denied.matches()) {
      return "Cannot read %s: %s"
          .formatted(denied.group(1), DeniedAccess.OF_THIS_USER.reason(Path.of(denied.group(1))));
    }
    if (reason.contains(NO_PARQUET)) {
      return reason + REMEDY;
    }
    // The root cause names the problem, but not the file.
    return causes.stream()
        .map(SparkFailure::firstLine)
        .filter(line -> line.startsWith(READING))
        .findFirst()
        .map(line -> line.replace(" Details:", "") + " " + reason + REMEDY)
        .orElse(reason);
  }

  private static String firstLine(Throwable thrown) {
    String message =
        thrown instanceof AnalysisException invalid
            ? invalid.getSimpleMessage()
            : thrown.getMessage();
    return message == null ? thrown.toString() : message.lines().findFirst().orElse("");
  }
}
