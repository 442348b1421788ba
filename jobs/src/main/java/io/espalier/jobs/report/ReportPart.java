// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.figure.Figure;
import io.espalier.jobs.query.Query;
import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.query.Table;
import java.io.IOException;
import java.util.Optional;

/**
 * A part of the report: a query and the figure of its result.
 *
 * @param audience where the part is shown
 * @param needed rows without which the part is empty, as SQL after FROM: planning a query of no
 *     rows takes as long as that of a few. Empty if they are not known
 */
record ReportPart(Query query, Figure figure, Audience audience, Optional<String> needed) {

  /** A part that is always asked. */
  ReportPart(Query query, Figure figure, Audience audience) {
    this(query, figure, audience, Optional.empty());
  }

  /** This part, which is empty unless there are these rows. */
  ReportPart needing(String rows) {
    return new ReportPart(query, figure, audience, Optional.of(rows));
  }

  /** The result of the query. */
  Table answer(ResultQueries queries) throws IOException {
    return needed.isEmpty() || queries.hasRows(needed.get())
        ? queries.answer(query)
        : queries.columnsOf(query);
  }

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
