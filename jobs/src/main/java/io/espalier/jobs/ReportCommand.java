package io.espalier.jobs;

import io.espalier.jobs.report.Reports;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code report}: what a folder of results says. */
@Command(name = "report", description = "Prints the reports of a folder of results.")
final class ReportCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Write report.md and a CSV file a table there, too.")
  private Optional<String> to = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ResultStore store = results.open();
    if (to.isPresent()) {
      store.storage().checkWritable(to.get());
    }
    try (SparkSession spark = SparkSession.builder().appName("Espalier report").getOrCreate()) {
      Reports reports = Reports.of(spark, store);
      if (to.isPresent()) {
        reports.writeTo(store.storage(), to.get());
      }
      PrintWriter report = spec.commandLine().getOut();
      report.print(reports.markdown());
      report.flush();
      return ExitCode.DONE;
    }
  }
}
