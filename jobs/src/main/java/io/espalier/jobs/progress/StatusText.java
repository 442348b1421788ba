// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.util.stream.Stream;

/** Formats a snapshot for a row of a terminal: a bar, and the longest text that fits. */
final class StatusText {
  private static final int MIN_BAR = 8;
  private static final int MAX_BAR = 40;

  private StatusText() {}

  /**
   * For example {@code [=====> ] 45 % 12 of 36 runs, 0:38:20 left}.
   *
   * @param columns of the terminal; the text is shorter, because the cursor needs a column, too
   */
  static String of(ProgressSnapshot snapshot, int columns) {
    int percent = (int) (100 * snapshot.share());
    String share = " ".repeat(percent < 10 ? 2 : percent < 100 ? 1 : 0) + percent + " % ";
    int room = Math.max(0, columns - 1 - "[] ".length() - share.length());
    String text =
        Stream.of(snapshot.line(), snapshot.shortLine(), snapshot.shortestLine())
            .filter(line -> line.length() <= room - MIN_BAR)
            .findFirst()
            .orElse(snapshot.shortestLine());
    int bar = Math.min(MAX_BAR, room - text.length());
    String whole = bar < 1 ? text : "[" + bar(snapshot.share(), bar) + "] " + share + text;
    return whole.substring(0, Math.min(whole.length(), Math.max(0, columns - 1)));
  }

  private static String bar(double share, int columns) {
    int done = (int) (share * columns);
    String head = done < columns ? ">" : "";
    return "=".repeat(done) + head + " ".repeat(columns - done - head.length());
  }
}
