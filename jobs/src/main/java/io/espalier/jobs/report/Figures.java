// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.figure.Panel;
import io.espalier.jobs.figure.Theme;
import io.espalier.jobs.query.Section;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Draws the figures of parts. A Java without fonts, as in a minimal container, cannot draw; the
 * report then has tables only.
 */
final class Figures {
  private final Optional<String> problem;

  private Figures(Optional<String> problem) {
    this.problem = problem;
  }

  /** Checks whether this Java can draw. */
  static Figures onThisMachine() {
    try {
      Theme.SMALL.getLineMetrics("0", Theme.METRICS);
      return new Figures(Optional.empty());
    } catch (LinkageError | InternalError | RuntimeException e) { // thrown by Java without fonts
      Throwable root =
          Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
              .reduce((outer, inner) -> inner)
              .orElseThrow();
      return new Figures(Optional.of(String.valueOf(root.getMessage())));
    }
  }

  /** The reason why no figures are drawn; empty if they are. */
  Optional<String> problem() {
    return problem.map(
        cause ->
            "Cannot draw figures: Java cannot draw text (%s); install fontconfig and a font such as DejaVu"
                .formatted(cause));
  }

  List<Panel> of(ReportPart part, Section section) {
    return problem.isPresent() ? List.of() : part.figure().panels(section);
  }
}
