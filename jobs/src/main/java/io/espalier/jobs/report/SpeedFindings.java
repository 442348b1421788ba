// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.query.CellFormat;
import io.espalier.jobs.query.Section;
import io.espalier.jobs.query.Table;
import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;

/**
 * What measured times say, in at most two sentences: the fastest compact network, and what zeros
 * alone save.
 *
 * @param speeds the result of {@code measured_speed}
 */
record SpeedFindings(Table speeds) {
  private record Measured(Section section, TableRow row) {}

  List<String> sentences() {
    List<Measured> measured =
        Section.of(speeds).stream()
            .flatMap(section -> section.rows().stream().map(row -> new Measured(section, row)))
            .filter(cell -> cell.row().has("compact_speedup") && cell.row().has("macs_speedup"))
            .toList();
    List<String> sentences = new ArrayList<>();
    smaller(measured)
        .max(Comparator.comparingDouble(cell -> cell.row().number("compact_speedup")))
        .map(SpeedFindings::fastest)
        .ifPresent(sentences::add);
    DoubleSummaryStatistics zeros =
        measured.stream()
            .filter(cell -> !isSmaller(cell))
            .mapToDouble(cell -> cell.row().number("compact_speedup"))
            .summaryStatistics();
    if (zeros.getCount() > 0) {
      sentences.add(
          "Tickets without an empty channel compute as much as the dense network: %s to %s its speed, in %s measured cells."
              .formatted(
                  CellFormat.text("speedup", zeros.getMin()),
                  CellFormat.text("speedup", zeros.getMax()),
                  zeros.getCount()));
    }
    return sentences;
  }

  private static Stream<Measured> smaller(List<Measured> measured) {
    return measured.stream().filter(SpeedFindings::isSmaller);
  }

  private static boolean isSmaller(Measured cell) {
    return cell.row().number("macs_speedup") > 1;
  }

  private static String fastest(Measured cell) {
    TableRow row = cell.row();
    String variant = row.text("variant");
    return "The fastest ticket measured is that of %s on %s, structure %s, at %s %% removed: %s the speed of the dense network in %s with batches of %s, %s by multiply-accumulates."
        .formatted(
            row.text("method") + (variant.isEmpty() ? "" : " (" + variant + ")"),
            cell.section().setting().get("setting"),
            cell.section().structure(),
            CellFormat.text("sparsity", row.number("sparsity")),
            CellFormat.text("speedup", row.number("compact_speedup")),
            row.text("runtime"),
            row.text("batch"),
            CellFormat.text("speedup", row.number("macs_speedup")));
  }
}
