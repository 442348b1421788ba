// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.query.RunCondition;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.RunsByPrefix;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that choose tickets: the finished runs of a result folder. */
final class TicketOptions {
  @ArgGroup(multiplicity = "1")
  private Choice choice;

  private static final class Choice {
    @Option(
        names = "--ticket",
        split = ",",
        paramLabel = "KEY",
        description = "Key of a finished run, or the start of one. Can be repeated.")
    private List<String> prefixes = List.of();

    @Option(
        names = "--where",
        paramLabel = "SQL",
        description =
            "Every finished run for which this is true: an expression over the columns of runs,"
                + " such as \"method = 'bip' and sparsity > 0.8\".")
    private Optional<String> condition = Optional.empty();
  }

  /**
   * The chosen runs: in the order of the keys on the command line, or ascending by key.
   *
   * @param spark started only if a condition has to be evaluated
   * @throws IOException when a key is of no run or of several, or no run fulfils the condition
   */
  List<RunRow> in(ResultStore store, Supplier<SparkSession> spark) throws IOException {
    if (choice.condition.isEmpty()) {
      return new RunsByPrefix(store).all(choice.prefixes);
    }
    RunCondition condition = new RunCondition(choice.condition.get());
    return store.runs(condition.keys(ResultQueries.on(spark.get(), store))).stream()
        .sorted(Comparator.comparing(row -> row.identity().key()))
        .toList();
  }
}
