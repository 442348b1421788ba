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

/** {@code sql}: a question of one's own to a folder of results. */
@Command(
    name = "sql",
    preprocessor = CommentedQuery.class,
    description = {
      "Answers a query over a folder of results.",
      "Tables: runs, epochs, layers, failures; of runs beside their dense runs: pruned, compared, cells;"
          + " varied, studies, winning_tickets, and paper, what BiP's paper reports.",
      "Functions beside Spark's own: mean_ci95(x), a mean with its 95 %% confidence interval;"
          + " paired_verdict(accuracy, dense_accuracy); ci95(n, sd); mask_iou(mask_uri, mask_uri).",
      "docs/results.md tells of all columns."
    })
final class SqlCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "TABLE",
      description = "table (the default), or csv; both have values as they are.")
  private AnswerFormat format;

  @Parameters(
      paramLabel = "QUERY",
      description = "In Spark SQL; or a file that has it, any path or URI that ends in .sql.")
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

  /** A query lies with its user, as a config does, also where results lie in HDFS. */
  private static Configuration plainPathsAreLocal() {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    FileSystem.setDefaultUri(configuration, FsConstants.LOCAL_FS_URI);
    return configuration;
  }
}
