package io.espalier.jobs.report;

import io.espalier.jobs.figure.Panel;
import io.espalier.jobs.figure.Theme;
import io.espalier.jobs.query.Section;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Draws the figures of parts, where this Java can draw: one without fonts, as in a small container,
 * cannot, and the tables are then worth having alone.
 */
final class Figures {
  private final Optional<String> problem;

  private Figures(Optional<String> problem) {
    this.problem = problem;
  }

  /** Finds out whether this Java can draw. */
  static Figures onThisMachine() {
    try {
      Theme.SMALL.getLineMetrics("0", Theme.METRICS);
      return new Figures(Optional.empty());
    } catch (LinkageError | InternalError | RuntimeException e) { // so tells Java of missing fonts
      Throwable root =
          Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
              .reduce((outer, inner) -> inner)
              .orElseThrow();
      return new Figures(Optional.of(String.valueOf(root.getMessage())));
    }
  }

  /** Why nothing is drawn; empty where all is. */
  Optional<String> problem() {
    return problem.map(
        cause ->
            "No figures: this Java cannot draw text (%s); install fontconfig and a font, such as DejaVu"
                .formatted(cause));
  }

  List<Panel> of(ReportPart part, Section section) {
    return problem.isPresent() ? List.of() : part.figure().panels(section);
  }
}
