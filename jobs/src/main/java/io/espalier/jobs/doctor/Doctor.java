// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.data.DataSources;
import io.espalier.jobs.driver.SparkMessage;
import io.espalier.jobs.estimate.MemorySummary;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.sweep.SweepConfig;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Checks that the slots of an application meet the requirements of a sweep. */
public record Doctor(JavaSparkContext spark) {
  /**
   * @param config the sweep
   * @param data its datasets
   * @param graph of its runs, with the fingerprints computed by the driver
   * @param out result folder; empty if not checked
   * @param memory of the run that needs the most; empty if unknown
   * @throws IOException when the slots do not respond
   */
  public Diagnosis examine(
      SweepConfig config,
      DataSources data,
      RunGraph graph,
      Optional<String> out,
      Optional<MemorySummary> memory)
      throws IOException, InterruptedException {
    HadoopStorage storage = new HadoopStorage(spark.hadoopConfiguration());
    SlotCheck check =
        new SlotCheck(
            new FileCheck(
                expected(data.locations(storage), graph),
                out.map(storage::absolute).orElse(null),
                new SerializableConfiguration(spark.hadoopConfiguration())),
            config.execution().device(),
            spark.getConf().getInt("spark.task.cpus", 1));
    try {
      return Diagnosis.of(spark, check, memory);
    } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
      if (e instanceof SparkException || e.getCause() instanceof SparkException) {
        throw new IOException(
            "the executors do not respond: " + SparkMessage.inOneLine(e.getMessage()), e);
      }
      throw e;
    }
  }

  private static List<FileCheck.Data> expected(
      Map<Choice<ImageDataset>, String> locations, RunGraph graph) {
    Map<Choice<ImageDataset>, String> fingerprints =
        graph.nodes().stream()
            .map(RunNode::spec)
            .collect(Collectors.toMap(RunSpec::dataset, RunSpec::fingerprint, (one, same) -> one));
    return locations.entrySet().stream()
        .filter(located -> fingerprints.containsKey(located.getKey()))
        .map(
            located ->
                new FileCheck.Data(
                    located.getKey(), located.getValue(), fingerprints.get(located.getKey())))
        .toList();
  }
}
