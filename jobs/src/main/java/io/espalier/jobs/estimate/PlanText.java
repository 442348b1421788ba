// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.SweepGraph;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Formats a {@link PlanSummary} as aligned lines for a terminal. */
record PlanText(PlanSummary plan) {
  String text() {
    StringBuilder text = new StringBuilder();
    methods(text);
    text.append(System.lineSeparator());
    parts(text);
    text.append(System.lineSeparator());
    text.append(line("longest path to do", plan.longestPath(), ""));
    text.append(
        line("passes on " + slots(), plan.makespan(), "lower bound " + grouped(plan.lowerBound())));
    Optional.ofNullable(plan.hours()).ifPresent(hours -> hours(text, hours));
    if (!plan.notRead().isEmpty()) {
      text.append(
          "not read: %s (no folder is set); keys are provisional%n"
              .formatted(String.join(", ", plan.notRead())));
    }
    return text.toString();
  }

  private void methods(StringBuilder text) {
    String row =
        "%-"
            + width("method", plan.methods().stream().map(MethodSummary::method))
            + "s %7s %7s %7s %7s %14s%n";
    text.append(row.formatted("method", "cells", "runs", "done", "to do", "passes to do"));
    for (MethodSummary m : plan.methods()) {
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
            + width("part", plan.parts().stream().map(PartSummary::part))
            + "s %7s %7s %14s %14s %14s %8s"
            + (showsBytes() ? " %10s%n" : "%n");
    text.append(
        row.formatted(
            "part", "cells", "runs", "passes", "passes to do", "unshared", "share", "disk"));
    for (PartSummary p : plan.parts()) {
      text.append(row(row, p));
    }
    if (plan.parts().size() > 1) {
      text.append(
          row(
              row,
              new PartSummary(
                  SweepGraph.WHOLE,
                  plan.cells(),
                  plan.runs(),
                  plan.passes(),
                  plan.passesToDo(),
                  plan.passesAlone(),
                  plan.share(),
                  plan.bytes())));
    }
  }

  private void hours(StringBuilder text, HourEstimate hours) {
    text.append(
        hourLine(
            "hours on " + slots(),
            hours.makespan(),
            String.format(
                Locale.ROOT,
                "lower bound %,.2f (%.2f times that), %,.2f busy hours",
                hours.lowerBound(),
                hours.ratio(),
                hours.busy())));
    if (hours.seen() > 0) {
      text.append(
          "    based on %s in the results on %s%n".formatted(runs(hours.seen()), hours.device()));
    }
    if (hours.assumed() != null) {
      text.append(
          "    assuming %s seconds per pass, as given, for %s%n"
              .formatted(grouped(hours.assumed()), runs(hours.assumedRuns())));
    }
    if (hours.priceWhole() != null) {
      text.append(
          hourLine(
              "price of all slots",
              hours.priceWhole(),
              String.format(Locale.ROOT, "%,.2f for busy hours only", hours.priceBusy())));
    }
  }

  private static String runs(int count) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "run" : "runs");
  }

  private static String row(String format, PartSummary p) {
    return format.formatted(
        p.part(),
        p.cells(),
        p.runs(),
        grouped(p.passes()),
        grouped(p.passesToDo()),
        grouped(p.passesAlone()),
        String.format(Locale.ROOT, "%.1f %%", 100 * p.share()),
        p.bytes() == null ? "?" : Bytes.text(p.bytes()));
  }

  /** A plan without network sizes has no column for disk space. */
  private boolean showsBytes() {
    return plan.parts().stream().anyMatch(part -> part.bytes() != null)
        || plan.notSized().isEmpty();
  }

  private static int width(String heading, Stream<String> names) {
    return Stream.concat(Stream.of(heading, SweepGraph.WHOLE), names)
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static String hourLine(String what, double value, String remark) {
    return "%-25s %10s  %s%n".formatted(what, String.format(Locale.ROOT, "%,.2f", value), remark);
  }

  private static String line(String what, double passes, String remark) {
    return "%-25s %10s  %s".formatted(what, grouped(passes), remark).stripTrailing()
        + System.lineSeparator();
  }

  /** Rounds to a tenth of a pass, because sums of fractions of passes are rarely exact. */
  private static String grouped(double passes) {
    String tenths = String.format(Locale.ROOT, "%,.1f", passes);
    return tenths.endsWith(".0") ? tenths.substring(0, tenths.length() - 2) : tenths;
  }

  private String slots() {
    return plan.slots() == 1 ? "1 slot" : "%,d slots".formatted(plan.slots());
  }
}
