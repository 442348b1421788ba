// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.report.Report;
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

/** {@code report}: prints and writes the report of a result folder. */
@Command(
    name = "report",
    description = {
      "Prints the report of a result folder, and writes it as a page with figures.",
      "Writes a self-contained index.html to DIR, and each section as CSV, Markdown and PNG."
    })
final class ReportCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Folder to write the page to. Nothing is written when omitted.")
  private Optional<String> to = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ResultStore store = results.open();
    if (to.isPresent()) {
      store.storage().checkWritable(to.get());
    }
    try (SparkSession spark = SparkSession.builder().appName("Espalier report").getOrCreate()) {
      Report reports = Report.of(spark, store);
      PrintWriter report = spec.commandLine().getOut();
      report.print(reports.markdown());
      report.flush();
      if (to.isPresent()) {
        PrintWriter err = spec.commandLine().getErr();
        reports.problem().ifPresent(err::println);
        err.println(
            "Report: " + reports.writeTo(store.storage(), store.storage().absolute(to.get())));
        err.flush();
      }
      return ExitCode.DONE;
    }
  }
}
