// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.figure.Figure;
import io.espalier.jobs.query.Query;

/**
 * A part of the report: a query and the figure of its result.
 *
 * @param audience where the part is shown
 */
record ReportPart(Query query, Figure figure, Audience audience) {

  /** Where a part is shown. */
  enum Audience {
    /** On the terminal and in files. */
    EVERYONE,
    /** In files only, because it is too long for a terminal. */
    READERS
  }

  /** A part that is shown everywhere. */
  static ReportPart shown(String name, Figure figure) {
    return new ReportPart(Query.named(name), figure, Audience.EVERYONE);
  }

  /** A part that is shown in files only. */
  static ReportPart filed(String name, Figure figure) {
    return new ReportPart(Query.named(name), figure, Audience.READERS);
  }
}
