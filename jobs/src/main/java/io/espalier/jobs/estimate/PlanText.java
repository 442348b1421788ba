// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.text.Bytes;
import io.espalier.jobs.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Formats a {@link PlanSummary} for a terminal. */
record PlanText(PlanSummary plan) {
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(methods().text()).append(System.lineSeparator());
    text.append(parts().text()).append(System.lineSeparator());
    text.append(line("longest path to do", plan.longestPath(), ""));
    text.append(
        line("passes on " + slots(), plan.makespan(), "lower bound " + grouped(plan.lowerBound())));
    Optional.ofNullable(plan.hours()).ifPresent(hours -> hours(text, hours));
    Optional.ofNullable(plan.memory()).ifPresent(memory -> text.append(memory(memory)));
    if (!plan.notRead().isEmpty()) {
      text.append(
          "not read: %s (no folder is set); keys are provisional%n"
              .formatted(String.join(", ", plan.notRead())));
    }
    return text.toString();
  }

  private TextTable methods() {
    MethodSummary whole =
        new MethodSummary(
            SweepGraph.WHOLE,
            plan.cells(),
            plan.runs(),
            plan.done(),
            plan.toDo(),
            plan.passesToDo());
    TextTable.Rows<MethodSummary> rows =
        new TextTable.Rows<>(Stream.concat(plan.methods().stream(), Stream.of(whole)).toList());
    return new TextTable(
        List.of(
            rows.text("method", MethodSummary::method),
            rows.number("cells", m -> grouped(m.cells())),
            rows.number("runs", m -> grouped(m.runs())),
            rows.number("done", m -> grouped(m.done())),
            rows.number("to do", m -> grouped(m.toDo())),
            rows.number("passes to do", m -> grouped(m.passesToDo()))));
  }

  private TextTable parts() {
    List<PartSummary> parts = new ArrayList<>(plan.parts());
    if (parts.size() > 1) {
      parts.add(
          new PartSummary(
              SweepGraph.WHOLE,
              plan.cells(),
              plan.runs(),
              plan.passes(),
              plan.passesToDo(),
              plan.passesAlone(),
              plan.share(),
              plan.bytes()));
    }
    TextTable.Rows<PartSummary> rows = new TextTable.Rows<>(parts);
    List<TextTable.Column> columns =
        new ArrayList<>(
            List.of(
                rows.text("part", PartSummary::part),
                rows.number("cells", p -> grouped(p.cells())),
                rows.number("runs", p -> grouped(p.runs())),
                rows.number("passes", p -> grouped(p.passes())),
                rows.number("passes to do", p -> grouped(p.passesToDo())),
                rows.number("unshared", p -> grouped(p.passesAlone())),
                rows.number("share", p -> String.format(Locale.ROOT, "%.1f %%", 100 * p.share()))));
    if (showsBytes()) {
      columns.add(rows.number("disk", p -> p.bytes() == null ? "?" : Bytes.text(p.bytes())));
    }
    return new TextTable(columns);
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

  private static String memory(MemorySummary memory) {
    return "%-25s %10s  at most, for %s with batches of %s; on a GPU also %s of the host%n"
        .formatted(
            "memory of a run",
            Bytes.text(memory.deviceBytes()),
            memory.setting(),
            memory.batch(),
            Bytes.text(memory.hostBytes()));
  }

  private static String runs(int count) {
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "run" : "runs");
  }

  /** A plan without network sizes has no column for disk space. */
  private boolean showsBytes() {
    return plan.parts().stream().anyMatch(part -> part.bytes() != null)
        || plan.notSized().isEmpty();
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
    return plan.slots() == 1 ? "1 slot" : String.format(Locale.ROOT, "%,d slots", plan.slots());
  }
}
