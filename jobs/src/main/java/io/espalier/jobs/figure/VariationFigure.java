// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.CellFormat;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Accuracy by the value of one setting of a method, one line for each sparsity. */
public final class VariationFigure implements Figure {

  private record Study(String method, String changed, String others) {
    String caption() {
      String rest = others.isEmpty() ? "" : ", with " + others;
      return "%s: accuracy by %s, mean and 95 %% interval%s".formatted(method, changed, rest);
    }
  }

  @Override
  public List<Panel> panels(Section section) {
    Map<Study, List<TableRow>> studies =
        section.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> new Study(row.text("method"), row.text("changed"), row.text("others")),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return studies.entrySet().stream().map(s -> panel(s.getKey(), s.getValue())).toList();
  }

  private static Panel panel(Study study, List<TableRow> rows) {
    List<String> values =
        rows.stream()
            .map(row -> row.text("value"))
            .distinct()
            .sorted(Comparator.comparingDouble(VariationFigure::rank))
            .toList();
    Map<Double, List<TableRow>> bySparsity =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.number("sparsity"), LinkedHashMap::new, Collectors.toList()));
    List<Line> lines = new ArrayList<>();
    bySparsity.forEach(
        (sparsity, its) ->
            lines.add(
                new Line(
                    CellFormat.text("sparsity", sparsity) + " % removed",
                    MethodStyle.ofNumber(lines.size()),
                    its.stream().map(row -> point(row, values)).toList())));
    return LineChart.panel(
        study.caption(),
        Axes.names(study.changed().replace('_', ' '), values),
        Axes.percent("accuracy %"),
        lines);
  }

  private static Point point(TableRow row, List<String> values) {
    return new Point(
        values.indexOf(row.text("value")),
        row.percent("accuracy"),
        row.percent("accuracy_ci95"),
        Mark.FILLED);
  }

  /** Orders numbers by size, after other values. */
  private static double rank(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.NEGATIVE_INFINITY;
    }
  }
}
