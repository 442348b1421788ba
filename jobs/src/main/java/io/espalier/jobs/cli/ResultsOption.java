package io.espalier.jobs.cli;

import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Option;

/** How commands are given results that are there. */
final class ResultsOption {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Folder of the results.")
  private String out;

  /**
   * The results, before any session is begun.
   *
   * @throws IOException when there are none
   */
  ResultStore open() throws IOException {
    ResultStore store =
        new ResultStore(out, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    store.checkThere();
    return store;
  }
}
