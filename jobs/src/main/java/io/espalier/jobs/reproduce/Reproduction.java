// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.reproduce;

import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.reproduce.RunComparison.Line;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.text.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A chain of recorded runs beside the same runs made again. */
public final class Reproduction {
  private final List<RunComparison> runs;
  private final int testImages;

  private Reproduction(List<RunComparison> runs, int testImages) {
    this.runs = List.copyOf(runs);
    this.testImages = testImages;
  }

  /**
   * Compares the runs of a chain with those in {@code made}.
   *
   * @param testImages number of images that the accuracies are over
   * @throws IOException when a row or a ticket cannot be read
   */
  public static Reproduction of(RecordedChain chain, ResultStore made, int testImages)
      throws IOException {
    Map<String, RunRow> now =
        made
            .runs(chain.nodes().stream().map(node -> node.key().hex()).collect(Collectors.toSet()))
            .stream()
            .collect(Collectors.toMap(row -> row.identity().key(), Function.identity()));
    List<RunComparison> runs = new ArrayList<>();
    for (int i = 0; i < chain.nodes().size(); i++) {
      RunNode node = chain.nodes().get(i);
      runs.add(RunComparison.of(node, chain.rows().get(i), now.get(node.key().hex()), made));
    }
    return new Reproduction(runs, testImages);
  }

  /** Whether all that can be compared of all runs is equal to the last bit. */
  public boolean isEqual() {
    return runs.stream().allMatch(RunComparison::isEqual);
  }

  /** The comparison for a terminal, with a conclusion: why it may differ, where it does. */
  public String text() {
    return table().text() + System.lineSeparator() + conclusion() + System.lineSeparator();
  }

  private record Row(String run, Line line) {}

  /** Everything of the run that was asked for and of those that differ, a line for each other. */
  private TextTable table() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RunComparison run = runs.get(i);
      boolean inShort = run.isEqual() && i < runs.size() - 1;
      List<Line> lines =
          inShort ? List.of(new Line("all", "", "", "equal")) : run.lines(testImages);
      for (Line line : lines) {
        rows.add(new Row(line.equals(lines.get(0)) ? name(run) : "", line));
      }
    }
    TextTable.Rows<Row> cells = new TextTable.Rows<>(rows);
    return new TextTable(
        List.of(
            cells.text("run", Row::run),
            cells.text("what", row -> row.line().what()),
            cells.text("recorded", row -> row.line().recorded()),
            cells.text("now", row -> row.line().now()),
            cells.text("verdict", row -> row.line().verdict())));
  }

  private String conclusion() {
    Optional<RunComparison> first = runs.stream().filter(run -> !run.isEqual()).findFirst();
    return first.map(this::different).orElseGet(this::equal);
  }

  private String equal() {
    boolean whole = runs.stream().allMatch(run -> run.ticket().isPresent());
    List<String> lines = new ArrayList<>();
    lines.add(
        whole
            ? "Equal to the last bit."
            : "Equal in what the rows record. Recorded masks and weights are missing, so they were not compared.");
    List<String> others = last().circumstances();
    if (!others.isEmpty()) {
      lines.add("It was made under other circumstances:");
      others.forEach(other -> lines.add("  " + other));
    }
    return lines(lines);
  }

  private String different(RunComparison first) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Different, first in %s%s."
            .formatted(
                name(first),
                first
                    .largestDifference()
                    .map(
                        largest ->
                            String.format(
                                Locale.ROOT, ": weights by up to %.1e of the largest", largest))
                    .orElse("")));
    List<String> causes = first.circumstances();
    if (!causes.isEmpty()) {
      lines.add("Possible causes, which its key does not hold:");
      causes.forEach(cause -> lines.add("  " + cause));
    } else if (first.recorded().place().device().startsWith("gpu")) {
      lines.add(
          "Processor, settings and software are the same. On a GPU the last bits can differ all the same; see docs/native-layer.md.");
    } else {
      lines.add(
          "NOTHING ELSE DIFFERS: processor, instruction set, threads and software are the same, so the bits should be, too.");
      lines.add("This is a defect. Please report it with both folders.");
    }
    return lines(lines);
  }

  private RunComparison last() {
    return runs.get(runs.size() - 1);
  }

  private static String name(RunComparison run) {
    return "%s %s %s"
        .formatted(
            run.node().spec().method(), run.node().spec().sparsity(), run.node().key().brief());
  }

  private static String lines(List<String> lines) {
    return String.join(System.lineSeparator(), lines);
  }
}
