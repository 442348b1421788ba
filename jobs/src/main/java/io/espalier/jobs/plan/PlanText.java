package io.espalier.jobs.plan;

import java.util.Locale;
import java.util.stream.Stream;

/** {@link PlanFigures} as aligned lines for a terminal. */
record PlanText(PlanFigures plan) {
  String text() {
    StringBuilder text = new StringBuilder();
    methods(text);
    text.append(System.lineSeparator());
    parts(text);
    text.append(System.lineSeparator());
    text.append(line("longest chain to do", plan.longestPath(), ""));
    text.append(
        line(
            "passes on %d at a time".formatted(plan.slots()),
            plan.makespan(),
            "at least " + grouped(plan.lowerBound())));
    if (!plan.notRead().isEmpty()) {
      text.append(
          "not read: %s (no folder given): keys are provisional%n"
              .formatted(String.join(", ", plan.notRead())));
    }
    return text.toString();
  }

  private void methods(StringBuilder text) {
    String row =
        "%-"
            + width("method", plan.methods().stream().map(MethodFigures::method))
            + "s %7s %7s %7s %7s %14s%n";
    text.append(row.formatted("method", "cells", "runs", "done", "to do", "passes to do"));
    for (MethodFigures m : plan.methods()) {
      text.append(
          row.formatted(
              m.method(), m.cells(), m.runs(), m.done(), m.toDo(), grouped(m.passesToDo())));
    }
    text.append(
        row.formatted(
            SweepGraph.WHOLE,
            plan.cells(),
            plan.runs(),
            plan.done(),
            plan.toDo(),
            grouped(plan.passesToDo())));
  }

  private void parts(StringBuilder text) {
    String row =
        "%-"
            + width("part", plan.parts().stream().map(PartFigures::part))
            + "s %7s %7s %14s %14s %14s %8s%n";
    text.append(
        row.formatted("part", "cells", "runs", "passes", "passes to do", "cell by cell", "share"));
    for (PartFigures p : plan.parts()) {
      text.append(row(row, p));
    }
    if (plan.parts().size() > 1) {
      text.append(
          row(
              row,
              new PartFigures(
                  SweepGraph.WHOLE,
                  plan.cells(),
                  plan.runs(),
                  plan.passes(),
                  plan.passesToDo(),
                  plan.passesAlone(),
                  plan.share())));
    }
  }

  private static String row(String format, PartFigures p) {
    return format.formatted(
        p.part(),
        p.cells(),
        p.runs(),
        grouped(p.passes()),
        grouped(p.passesToDo()),
        grouped(p.passesAlone()),
        String.format(Locale.ROOT, "%.1f %%", 100 * p.share()));
  }

  private static int width(String heading, Stream<String> names) {
    return Stream.concat(Stream.of(heading, SweepGraph.WHOLE), names)
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static String line(String what, double passes, String remark) {
    return "%-25s %10s  %s".formatted(what, grouped(passes), remark).stripTrailing()
        + System.lineSeparator();
  }

  /** Rounded to a tenth of a pass, for a sum of parts of passes is seldom quite whole. */
  private static String grouped(double passes) {
    String tenths = String.format(Locale.ROOT, "%,.1f", passes);
    return tenths.endsWith(".0") ? tenths.substring(0, tenths.length() - 2) : tenths;
  }
}
