// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.PrintStream;
import java.io.Writer;
import java.util.stream.Collectors;

/** The error output of a command, of which the end is kept for who cannot see it. */
public final class ToldErrors extends Writer {
  /** Of text; what YARN keeps of an application's end is 64 KB. */
  private static final int MAX_CHARACTERS = 4_000;

  private final PrintStream to;
  private final StringBuilder kept = new StringBuilder();

  /**
   * @param to where it is written as well
   */
  public ToldErrors(PrintStream to) {
    super();
    this.to = to;
  }

  @Override
  public void write(char[] from, int start, int length) {
    String text = new String(from, start, length);
    to.print(text);
    synchronized (lock) {
      kept.append(text);
      kept.delete(0, Math.max(0, kept.length() - MAX_CHARACTERS));
    }
  }

  @Override
  public void flush() {
    to.flush();
  }

  @Override
  public void close() {
    to.flush();
  }

  /** The last lines, without blank ones and without those of progress. */
  String text() {
    synchronized (lock) {
      return kept.toString()
          .lines()
          .filter(line -> !line.isBlank() && !line.contains(" elapsed, "))
          .collect(Collectors.joining("\n"));
    }
  }
}
