// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Variants.Variant;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Overlap of the masks of each pair of methods as a matrix, with the overlap by chance. */
public final class OverlapFigure implements Figure {
  private static final int MAX_VARIANTS = 10;

  @Override
  public List<Panel> panels(Section section) {
    return section
        .mostFrequentSparsity()
        .filter(
            at ->
                at.rows().stream()
                    .anyMatch(row -> row.has("iou"))) // otherwise all masks are missing
        .map(this::panel)
        .stream()
        .toList();
  }

  private Panel panel(Section.AtSparsity at) {
    // Includes variants that occur only as the other one of a pair.
    List<TableRow> both = at.rows().stream().flatMap(row -> Stream.of(row, other(row))).toList();
    Variants variants = new Variants(both);
    List<Variant> order = both.stream().map(Variants::of).distinct().limit(MAX_VARIANTS).toList();
    List<HeatMap.Cell> cells = new ArrayList<>();
    for (TableRow row : at.rows()) {
      int a = order.indexOf(Variants.of(row));
      int b = order.indexOf(Variants.of(other(row)));
      if (a >= 0 && b >= 0 && row.has("iou")) {
        cells.add(cell(a, order.size() - 1 - b, row));
        cells.add(cell(b, order.size() - 1 - a, row));
      }
    }
    List<String> names = order.stream().map(variants::label).toList();
    List<String> upwards = new ArrayList<>(names);
    Collections.reverse(upwards);
    return new HeatMap(new HeatMap.Axis(null, names), new HeatMap.Axis(null, upwards), cells)
        .panel("Overlap of masks in % (and overlap by chance), " + at.caption());
  }

  private static HeatMap.Cell cell(int x, int y, TableRow row) {
    double iou = row.number("iou");
    return new HeatMap.Cell(x, y, iou, percent(iou), percent(row.number("chance_iou")));
  }

  private static TableRow other(TableRow row) {
    return new TableRow(
        List.of("method", "variant"), List.of(row.text("other_method"), row.text("other_variant")));
  }

  private static String percent(double share) {
    return Axes.numbers().format(Math.rint(1000 * share) / 10);
  }
}
