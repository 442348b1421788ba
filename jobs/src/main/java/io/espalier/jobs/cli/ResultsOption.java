// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Option;

/** The option that names existing results. */
final class ResultsOption {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "URI",
      description = "Result folder of a sweep.")
  private String out;

  /**
   * Opens the results, before any Spark session starts.
   *
   * @throws IOException when the folder has no results
   */
  ResultStore open() throws IOException {
    ResultStore store =
        new ResultStore(out, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    store.checkThere();
    return store;
  }
}
