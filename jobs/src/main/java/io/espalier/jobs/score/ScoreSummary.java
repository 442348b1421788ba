// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.text.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The scores of each ticket, counted.
 *
 * @param counts counts by the key of the ticket
 */
public record ScoreSummary(Map<String, Counts> counts) {
  private static final int BRIEF = 10;

  /**
   * @param images images
   * @param unreadable images without a prediction
   * @param labelled images with a label and a prediction
   * @param right those of them whose label is predicted
   */
  public record Counts(long images, long unreadable, long labelled, long right) {}

  public ScoreSummary {
    counts = Map.copyOf(counts);
  }

  /** Counts rows of {@link ScoreColumns#SCORES}. */
  public static ScoreSummary of(Dataset<Row> scores) {
    return new ScoreSummary(
        scores
            .groupBy(ScoreColumns.TICKET)
            .agg(
                count(lit(1)),
                count(ScoreColumns.ERROR),
                count(col(ScoreColumns.LABEL).plus(col("predicted"))),
                coalesce(
                    sum(col(ScoreColumns.LABEL).equalTo(col("predicted")).cast("long")), lit(0L)))
            .collectAsList()
            .stream()
            .collect(
                Collectors.toMap(
                    row -> row.getString(0),
                    row ->
                        new Counts(
                            row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))));
  }

  /**
   * A table with a line a run; where images have labels, with the accuracy over those that have a
   * prediction, beside the one that the run recorded.
   *
   * @param runs the runs of the tickets
   */
  public String table(List<RunRow> runs) {
    TextTable.Rows<RunRow> rows = new TextTable.Rows<>(runs);
    List<TextTable.Column> columns =
        List.of(
            rows.text("ticket", run -> brief(run.identity().key())),
            rows.text("model", run -> run.identity().model()),
            rows.text("method", run -> run.identity().method()),
            rows.number("sparsity", run -> percent(run.result().sparsity())),
            rows.number("images", run -> String.valueOf(of(run).images())),
            rows.number("unreadable", run -> String.valueOf(of(run).unreadable())));
    if (counts.values().stream().allMatch(each -> each.labelled() == 0)) {
      return new TextTable(columns).text();
    }
    List<TextTable.Column> labelled =
        List.of(
            rows.number("right", run -> of(run).right() + " of " + of(run).labelled()),
            rows.number("accuracy", run -> accuracy(of(run))),
            rows.number("recorded", run -> percent(run.result().accuracy())));
    return new TextTable(
            java.util.stream.Stream.of(columns, labelled).flatMap(List::stream).toList())
        .text();
  }

  private Counts of(RunRow run) {
    return counts.getOrDefault(run.identity().key(), new Counts(0, 0, 0, 0));
  }

  private static String accuracy(Counts counts) {
    return counts.labelled() == 0 ? "" : percent((double) counts.right() / counts.labelled());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String brief(String key) {
    return key.substring(0, Math.min(BRIEF, key.length()));
  }
}
