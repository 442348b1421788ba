// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.util.stream.Collectors;

/** The message of a failed Spark job, which has many lines and stack traces. */
public final class SparkMessage {
  private static final String TRACE_OF_DRIVER = "Driver stacktrace:";

  private SparkMessage() {}

  /** The message on one line, without stack traces. */
  public static String inOneLine(String message) {
    return message
        .lines()
        .takeWhile(line -> !line.startsWith(TRACE_OF_DRIVER))
        .filter(line -> !line.matches("\\s+at .*|\\s*\\.\\.\\. \\d+ more"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
