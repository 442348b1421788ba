// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import io.espalier.jobs.text.TextTable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The output formats of a user query; both print unrounded values. */
public enum AnswerFormat {
  /** An aligned table. */
  TABLE {
    @Override
    void write(Table answer, Appendable out) throws IOException {
      out.append(
          new TextTable(
                  IntStream.range(0, answer.columns().size())
                      .mapToObj(i -> column(answer, i))
                      .toList())
              .text());
    }
  },
  /** Comma-separated values; null is an empty field. */
  CSV {
    @Override
    void write(Table answer, Appendable out) throws IOException {
      answer.writeCsv(out);
    }
  };

  abstract void write(Table answer, Appendable out) throws IOException;

  /** By index, because two columns of a result can have the same name. */
  private static TextTable.Column column(Table answer, int index) {
    List<List<Object>> rows = answer.rows();
    return new TextTable.Column(
        answer.columns().get(index),
        rows.stream().map(row -> Objects.toString(row.get(index), CellFormat.NONE)).toList(),
        rows.stream().anyMatch(row -> row.get(index) instanceof Number));
  }
}
