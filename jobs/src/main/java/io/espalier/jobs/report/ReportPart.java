package io.espalier.jobs.report;

import io.espalier.jobs.figure.Figure;
import io.espalier.jobs.query.Query;

/**
 * A part of the report: a question, and how its answer looks.
 *
 * @param audience who is shown it without asking
 */
record ReportPart(Query query, Figure figure, Audience audience) {

  /** Where a part is shown. */
  enum Audience {
    /** On the terminal, too. */
    EVERYONE,
    /** In files only: too long for a terminal. */
    READERS
  }

  /** Shown everywhere. */
  static ReportPart shown(String name, Figure figure) {
    return new ReportPart(Query.named(name), figure, Audience.EVERYONE);
  }

  /** Shown in files. */
  static ReportPart filed(String name, Figure figure) {
    return new ReportPart(Query.named(name), figure, Audience.READERS);
  }
}
