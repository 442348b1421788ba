package io.espalier.jobs;

import io.espalier.jobs.report.ResultQueries;
import io.espalier.jobs.report.UserQuery;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sql}: a question of one's own to a folder of results. */
@Command(
    name = "sql",
    description = {
      "Answers a query over a folder of results, as CSV.",
      "Views: runs, epochs, layers, failures. Functions beside Spark's own: ci95(n, sd), half of a"
          + " mean's 95 %% confidence interval; mask_iou(mask_uri, mask_uri), the overlap of two masks."
    })
final class SqlCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Parameters(paramLabel = "QUERY", description = "In Spark SQL.")
  private String query;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    UserQuery question = new UserQuery(query);
    ResultStore store = results.open();
    try (SparkSession spark = SparkSession.builder().appName("Espalier SQL").getOrCreate()) {
      PrintWriter answer = spec.commandLine().getOut();
      ResultQueries.on(spark, store).writeCsv(question, answer);
      answer.flush();
      return ExitCode.DONE;
    }
  }
}
