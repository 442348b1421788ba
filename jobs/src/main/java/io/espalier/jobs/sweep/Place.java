// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import java.util.Comparator;

/**
 * A position in the input of a user: {@code conf/paper.yaml:7:11}, or {@code --set grid.seed}.
 *
 * @param source file name as given by the user, or the command-line option
 * @param line of the file, from 1; 0 on the command line
 * @param column of the line, from 1; 0 on the command line
 */
public record Place(String source, int line, int column) implements Comparable<Place> {

  private static final Comparator<Place> READING_ORDER =
      Comparator.<Place>comparingInt(place -> place.line == 0 ? 1 : 0)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  /** The start of a file. */
  public static Place start(String file) {
    return new Place(file, 1, 1);
  }

  /** A command-line option: {@code --set grid.seed}. */
  public static Place option(String option) {
    return new Place(option, 0, 0);
  }

  /** Orders by position in the file, with the command line last. */
  @Override
  public int compareTo(Place other) {
    return READING_ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
