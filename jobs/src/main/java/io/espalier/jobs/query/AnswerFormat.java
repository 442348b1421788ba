package io.espalier.jobs.query;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** How the answer to a user's own query is written: every column and value as it is. */
public enum AnswerFormat {
  /** Aligned, for people. */
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
  /** For other programs; null is an empty field. */
  CSV {
    @Override
    void write(Table answer, Appendable out) throws IOException {
      answer.writeCsv(out);
    }
  };

  abstract void write(Table answer, Appendable out) throws IOException;

  /** By its place: two columns of an answer may have one name. */
  private static TextTable.Column column(Table answer, int index) {
    List<List<Object>> rows = answer.rows();
    return new TextTable.Column(
        answer.columns().get(index),
        rows.stream().map(row -> Objects.toString(row.get(index), CellFormat.NONE)).toList(),
        rows.stream().anyMatch(row -> row.get(index) instanceof Number));
  }
}
