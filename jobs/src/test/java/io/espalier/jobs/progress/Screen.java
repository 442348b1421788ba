// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a terminal after what was printed to it: it wraps at its width, and obeys carriage
 * return, line feed and "erase to the end of the row". Anything else that a terminal would obey is
 * shown as it is, so that tests see it.
 */
final class Screen {
  private static final String ERASE = "\u001b[K";

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
  private final int columns;

  Screen(int columns) {
    this.columns = columns;
  }

  PrintStream stream() {
    return stream;
  }

  /** The rows that are not empty, without spaces around them. */
  List<String> rows() {
    List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
    int column = 0;
    String text = printed.toString(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i++) {
      StringBuilder row = rows.get(rows.size() - 1);
      char c = text.charAt(i);
      if (text.startsWith(ERASE, i)) {
        row.setLength(Math.min(row.length(), column));
        i += ERASE.length() - 1;
      } else if (c == '\r') {
        column = 0;
      } else if (c == '\n') {
        rows.add(new StringBuilder());
        column = 0;
      } else {
        if (column == columns) {
          row = new StringBuilder();
          rows.add(row);
          column = 0;
        }
        if (column < row.length()) {
          row.setCharAt(column, c);
        } else {
          row.append(c);
        }
        column++;
      }
    }
    return rows.stream()
        .map(StringBuilder::toString)
        .map(String::strip)
        .filter(row -> !row.isEmpty())
        .toList();
  }
}
