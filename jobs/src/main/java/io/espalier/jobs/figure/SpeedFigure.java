// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.figure.Line.Mark;
import io.espalier.jobs.figure.Line.Point;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Time of the dense network ÷ time of the compact one by sparsity, as measured: a panel for each
 * runtime, batch and machine. None where no compact network is smaller than the dense one.
 */
public final class SpeedFigure implements Figure {

  private record Place(String runtime, String batch, String threads, String kind) {
    static Place of(TableRow row) {
      return new Place(
          row.text("runtime"), row.text("batch"), row.text("threads"), row.text("device_kind"));
    }

    String caption() {
      return "Time of the dense network ÷ time of the compact one, %s, batch %s, threads %s, %s"
          .formatted(runtime, batch, threads, kind);
    }
  }

  @Override
  public List<Panel> panels(Section section) {
    if (section.rows().stream().noneMatch(row -> row.number("macs_speedup") > 1)) {
      return List.of();
    }
    SparsityScale scale = SparsityScale.of(section);
    Map<Place, List<TableRow>> places =
        section.rows().stream()
            .filter(row -> row.has("compact_speedup"))
            .collect(Collectors.groupingBy(Place::of, LinkedHashMap::new, Collectors.toList()));
    return places.entrySet().stream()
        .map(place -> panel(place.getKey().caption(), place.getValue(), scale))
        .toList();
  }

  private static Panel panel(String caption, List<TableRow> rows, SparsityScale scale) {
    return LineChart.panel(
        caption,
        scale.axis(rows.stream().map(row -> row.number("sparsity")).toList()),
        Axes.logarithmic("speedup"),
        new Variants(rows)
            .lines(
                row ->
                    new Point(
                        scale.position(row.number("sparsity")),
                        row.number("compact_speedup"),
                        Double.NaN,
                        Mark.FILLED)));
  }
}
