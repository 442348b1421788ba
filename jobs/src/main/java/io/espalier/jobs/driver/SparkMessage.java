// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The message of a failed Spark job, which has many lines and stack traces. */
public final class SparkMessage {
  private static final String TRACE_OF_DRIVER = "Driver stacktrace:";

  /** What a task of Espalier threw, with the host and the executor; its causes follow. */
  private static final Pattern THROWN =
      Pattern.compile(
          ".*\\((\\S+) executor (\\S+)\\): io\\.espalier\\.[\\w.]+: (.*?)(?: Caused by: .*)?");

  /** A process that was killed, in the words of YARN and of Spark's own workers. */
  private static final Pattern KILLED =
      Pattern.compile(".*(Exit status: |exited with code )137\\b.*");

  private static final String OF_MEMORY =
      " (137 is a kill; where the kernel killed it because its memory was exhausted, raise"
          + " spark.executor.memoryOverhead)";

  private SparkMessage() {}

  /**
   * The message on one line, without stack traces. When a task of Espalier threw an exception, only
   * its message, the host and the executor.
   */
  public static String inOneLine(String message) {
    String line = joined(message);
    if (KILLED.matcher(line).matches()) {
      return line + OF_MEMORY;
    }
    Matcher thrown = THROWN.matcher(line);
    return thrown.matches()
        ? thrown.group(3) + " (on " + thrown.group(1) + ", executor " + thrown.group(2) + ")"
        : line;
  }

  private static String joined(String message) {
    return message
        .lines()
        .takeWhile(line -> !line.startsWith(TRACE_OF_DRIVER))
        .filter(line -> !line.matches("\\s+at .*|\\s*\\.\\.\\. \\d+ more"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
