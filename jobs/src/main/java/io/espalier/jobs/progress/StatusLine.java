// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * A stream to a terminal whose last row is a status, which stays below everything that is written.
 * Thread-safe.
 */
final class StatusLine extends OutputStream {
  /** Moves to the first column and erases the row. */
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream terminal;
  private String status = "";
  private boolean isWithinLine;

  StatusLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /**
   * Replaces the status.
   *
   * @param text shorter than a row; empty for none
   */
  synchronized void show(String text) {
    if (!isWithinLine) {
      terminal.print(ERASE + text);
      terminal.flush();
    }
    status = text;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return;
    }
    if (!isWithinLine && !status.isEmpty()) {
      terminal.print(ERASE);
    }
    terminal.write(bytes, offset, length);
    isWithinLine = bytes[offset + length - 1] != '\n';
    if (!isWithinLine) {
      terminal.print(status);
    }
    terminal.flush();
  }
}
