package io.espalier.jobs.report;

import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** What a folder of results says, as tables. */
public final class Reports {
  /** The one list of reports, in the order in which they are shown. */
  private static final List<String> ALL =
      List.of("winning_tickets", "accuracy", "speedup", "mask_overlap", "failures");

  private final List<Report> reports;

  private Reports(List<Report> reports) {
    this.reports = reports;
  }

  /** Answers every report from the results that {@code store} has now. */
  public static Reports of(SparkSession spark, ResultStore store) throws IOException {
    ResultQueries queries = ResultQueries.on(spark, store);
    return new Reports(
        ALL.stream()
            .map(Query::named)
            .map(query -> new Report(query, queries.answer(query.sql())))
            .toList());
  }

  /** All reports that have rows, as aligned Markdown. */
  public String markdown() {
    String text = reports.stream().map(Report::markdown).collect(Collectors.joining());
    return text.isEmpty() ? "No results yet.\n" : text;
  }

  /**
   * Writes {@code report.md} and a CSV file a report, also of those without rows: a folder never
   * keeps the tables of an earlier time.
   */
  public void writeTo(Storage storage, String folder) throws IOException {
    storage.create(
        Storage.in(folder, "report.md"),
        out -> out.write(markdown().getBytes(StandardCharsets.UTF_8)));
    for (Report report : reports) {
      storage.create(
          Storage.in(folder, report.query().name() + ".csv"),
          out -> {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            report.table().writeCsv(text);
            text.flush();
          });
    }
  }
}
