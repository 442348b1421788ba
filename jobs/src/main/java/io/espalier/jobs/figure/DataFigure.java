// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.TableRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accuracy by the share of images kept and by sparsity: a heat map for each score of images and
 * method, with the rows of all images and of dense networks in each.
 */
public final class DataFigure implements Figure {
  private static final String ALL = "all images";
  private static final String DENSE = "dense";

  @Override
  public List<Panel> panels(Section section) {
    List<TableRow> rows = section.rows();
    Variants variants = new Variants(rows);
    Map<String, List<TableRow>> maps =
        rows.stream()
            .filter(row -> !row.text("score").equals(ALL) && !row.text("method").equals(DENSE))
            .collect(
                Collectors.groupingBy(
                    row -> row.text("score") + ", " + variants.label(Variants.of(row)),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return maps.entrySet().stream()
        .map(map -> panel(map.getKey(), map.getValue().get(0), rows))
        .toList();
  }

  /**
   * @param of a row of the map
   */
  private static Panel panel(String name, TableRow of, List<TableRow> all) {
    List<TableRow> rows =
        all.stream()
            .filter(row -> Stream.of(ALL, of.text("score")).anyMatch(row.text("score")::equals))
            .filter(
                row -> row.text("method").equals(DENSE) || Variants.of(row).equals(Variants.of(of)))
            .toList();
    List<Double> sparsities = values(rows, "sparsity");
    List<Double> densities = values(rows, "data_density");
    double least = rows.stream().mapToDouble(row -> row.number("accuracy")).min().orElse(0);
    double most = rows.stream().mapToDouble(row -> row.number("accuracy")).max().orElse(1);
    List<HeatMap.Cell> cells =
        rows.stream()
            .map(
                row ->
                    new HeatMap.Cell(
                        sparsities.indexOf(row.number("sparsity")),
                        densities.indexOf(row.number("data_density")),
                        most > least ? (row.number("accuracy") - least) / (most - least) : 0,
                        percent(row.number("accuracy")),
                        ""))
            .toList();
    return new HeatMap(
            new HeatMap.Axis("weights removed %", names(sparsities)),
            new HeatMap.Axis("images kept %", names(densities)),
            cells)
        .panel("Test accuracy in % by images kept and weights removed: " + name);
  }

  private static List<Double> values(List<TableRow> rows, String column) {
    return rows.stream().map(row -> row.number(column)).distinct().sorted().toList();
  }

  private static List<String> names(List<Double> shares) {
    return shares.stream().map(DataFigure::percent).toList();
  }

  private static String percent(double share) {
    return Axes.numbers().format(Math.rint(1000 * share) / 10);
  }
}
