package io.espalier.jobs.report;

/**
 * A part of the report: a question, and how its answer looks.
 *
 * @param audience who is shown it without asking
 */
record Part(Query query, Figure figure, Audience audience) {

  /** Where a part is shown. */
  enum Audience {
    /** On the terminal, too. */
    EVERYONE,
    /** In files only: too long for a terminal. */
    READERS
  }

  /** Shown everywhere. */
  static Part shown(String name, Figure figure) {
    return new Part(Query.named(name), figure, Audience.EVERYONE);
  }

  /** Shown in files. */
  static Part filed(String name, Figure figure) {
    return new Part(Query.named(name), figure, Audience.READERS);
  }
}
