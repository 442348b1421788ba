// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.latency;

import io.espalier.jobs.store.LatencyRow;
import io.espalier.jobs.text.Bytes;
import io.espalier.jobs.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of one measurement as a table.
 *
 * @param rows all with the same key and time
 */
public record LatencyText(List<LatencyRow> rows) {

  /** A line a form, runtime and batch; the speedup is that over the dense form. */
  public String text() {
    TextTable.Rows<LatencyRow> table = new TextTable.Rows<>(rows);
    List<TextTable.Column> columns = new ArrayList<>();
    columns.add(table.text("runtime", LatencyRow::runtime));
    columns.add(table.number("batch", row -> String.valueOf(row.batch())));
    columns.add(table.text("form", LatencyRow::form));
    columns.add(table.number("median ms", row -> milliseconds(row.medianMs())));
    columns.add(
        table.number(
            "quartiles ms",
            row -> milliseconds(row.lowerMs()) + "–" + milliseconds(row.upperMs())));
    columns.add(
        table.number(
            "images/s", row -> String.format(Locale.ROOT, "%,.0f", row.imagesPerSecond())));
    columns.add(table.number("speedup", this::speedup));
    columns.add(
        table.number("parameters", row -> String.format(Locale.ROOT, "%,d", row.parameters())));
    columns.add(table.number("MACs", row -> String.format(Locale.ROOT, "%,d", row.macs())));
    columns.add(
        table.number(
            "memory", row -> row.memoryBytes() == null ? "–" : Bytes.text(row.memoryBytes())));
    columns.add(table.number("file", row -> Bytes.text(row.fileBytes())));
    return new TextTable(columns).text();
  }

  private String speedup(LatencyRow row) {
    return rows.stream()
        .filter(
            other ->
                other.form().equals("dense")
                    && other.runtime().equals(row.runtime())
                    && other.batch() == row.batch())
        .findFirst()
        .map(dense -> String.format(Locale.ROOT, "%.2f×", dense.medianMs() / row.medianMs()))
        .orElse("–");
  }

  /** With three digits or more. */
  private static String milliseconds(double value) {
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
