package io.espalier.jobs.sweep;

import java.util.Comparator;

/**
 * Where a user wrote something: {@code conf/paper.yaml:7:11}, or {@code --set grid.seed}.
 *
 * @param source the file as the user named it, or the command-line option
 * @param line of the file, from 1; 0 on the command line
 * @param column of the line, from 1; 0 on the command line
 */
public record Place(String source, int line, int column) implements Comparable<Place> {

  private static final Comparator<Place> READING_ORDER =
      Comparator.<Place>comparingInt(place -> place.line == 0 ? 1 : 0)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  /** Where a file begins. */
  public static Place start(String file) {
    return new Place(file, 1, 1);
  }

  /** An option as the user wrote it: {@code --set grid.seed}. */
  public static Place option(String option) {
    return new Place(option, 0, 0);
  }

  /** The order of the file; the command line comes after it. */
  @Override
  public int compareTo(Place other) {
    return READING_ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
