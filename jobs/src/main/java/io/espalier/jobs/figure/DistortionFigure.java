// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Distortion of the outputs by the share of its weights that one layer alone loses, one panel for
 * each variant of a method, and one line for each layer. Names of layers are too long for a legend.
 */
public final class DistortionFigure implements Figure {

  @Override
  public List<Panel> panels(Section section) {
    Variants variants = new Variants(section.rows());
    Map<Variants.Variant, List<TableRow>> byVariant =
        section.rows().stream()
            .collect(Collectors.groupingBy(Variants::of, LinkedHashMap::new, Collectors.toList()));
    List<Panel> panels = new ArrayList<>();
    byVariant.forEach((variant, rows) -> panels.add(panel(variants.label(variant), rows)));
    return panels;
  }

  private static Panel panel(String method, List<TableRow> rows) {
    Map<String, List<Point>> byLayer = new LinkedHashMap<>();
    for (TableRow row : rows) {
      if (row.number("distortion") > 0) { // the axis is logarithmic
        byLayer
            .computeIfAbsent(row.text("layer"), layer -> new ArrayList<>())
            .add(
                new Point(
                    row.percent("removed_sparsity"),
                    row.number("distortion"),
                    Double.NaN,
                    Mark.NONE));
      }
    }
    List<Line> lines = new ArrayList<>();
    byLayer.forEach(
        (layer, points) -> lines.add(new Line(layer, MethodStyle.ofNumber(lines.size()), points)));
    return LineChart.panel(
        method + ": distortion of the outputs when one layer alone, 0 the first, loses weights",
        Axes.percent("removed from the layer %"),
        Axes.logarithmic("distortion"),
        lines);
  }
}
