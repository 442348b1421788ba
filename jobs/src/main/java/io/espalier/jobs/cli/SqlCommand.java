// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.query.AnswerFormat;
import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.query.UserQuery;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sql}: answers a query over a result folder. */
@Command(
    name = "sql",
    preprocessor = CommentedQuery.class,
    description = {
      "Runs a query over a result folder.",
      "Tables: runs, epochs, layers, failures, latencies, robustness, sharpness, connectivity;"
          + " pruned, compared and cells, which join runs with their dense runs; varied, studies, corrupted, winning_tickets; paper, the results that the BiP paper"
          + " reports.",
      "Functions in addition to Spark SQL: mean_ci95(x), a mean with its 95 %% confidence interval;"
          + " paired_verdict(accuracy, dense_accuracy); ci95(n, sd); mask_iou(mask_uri, mask_uri);"
          + " friedman_p(statistic, k, n); critical_difference(k, n);"
          + " ticket_distance(weights_uri, dense_weights_uri, mask_uri).",
      "All columns: docs/results.md."
    })
final class SqlCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "TABLE",
      description = "table (default) or csv. Both print unrounded values.")
  private AnswerFormat format;

  @Parameters(
      paramLabel = "QUERY",
      description = "Query in Spark SQL, or the path or URI of a file that ends in .sql.")
  private String query;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    UserQuery question = UserQuery.given(query, new HadoopStorage(plainPathsAreLocal()));
    ResultStore store = results.open();
    try (SparkSession spark = SparkSession.builder().appName("Espalier SQL").getOrCreate()) {
      PrintWriter answer = spec.commandLine().getOut();
      question.answer(ResultQueries.on(spark, store), format, answer);
      answer.flush();
      return ExitCode.DONE;
    }
  }

  /**
   * A query file without a scheme is local, like a configuration, also when results are in HDFS.
   */
  private static Configuration plainPathsAreLocal() {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    FileSystem.setDefaultUri(configuration, FsConstants.LOCAL_FS_URI);
    return configuration;
  }
}
