// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import java.util.Map;
import java.util.Optional;

/**
 * The terminal of standard error, as the C library knows it. {@link System#console} would tell of
 * standard input and output instead.
 */
final class Terminal {
  /** Columns of a terminal that does not know its size. */
  private static final int USUAL_COLUMNS = 80;

  private static final int STANDARD_ERROR = 2;

  /** The request of Linux for a {@code struct winsize} of four shorts: rows, columns, pixels. */
  private static final long TIOCGWINSZ = 0x5413;

  private static final int BYTES_OF_WINSIZE = 8;
  private static final int OFFSET_OF_COLUMNS = 2;

  private Terminal() {}

  /**
   * The terminal; empty if standard error is something else, or a terminal that cannot erase.
   *
   * @param environment of this process
   */
  static Optional<Terminal> ofStandardError(Map<String, String> environment) {
    try {
      boolean isTerminal = c("isatty").invokeInt(new Object[] {STANDARD_ERROR}) == 1;
      boolean erases = !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
      return isTerminal && erases ? Optional.of(new Terminal()) : Optional.empty();
    } catch (LinkageError e) { // a system without this C library
      return Optional.empty();
    }
  }

  /** The current number of columns; changes when a user resizes the window. */
  int columns() {
    try (Memory size = new Memory(BYTES_OF_WINSIZE)) {
      int failed = c("ioctl").invokeInt(new Object[] {STANDARD_ERROR, TIOCGWINSZ, size});
      int columns = failed == 0 ? Short.toUnsignedInt(size.getShort(OFFSET_OF_COLUMNS)) : 0;
      return columns == 0 ? USUAL_COLUMNS : columns;
    }
  }

  private static Function c(String function) {
    return Function.getFunction("c", function);
  }
}
