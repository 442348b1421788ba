package io.espalier.jobs.doctor;

import io.espalier.jobs.config.DataSource;
import io.espalier.jobs.config.SweepConfig;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.run.DataSources;
import io.espalier.jobs.run.SparkMessage;
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

/** Examines an application's slots for what a sweep needs. */
public record Doctor(JavaSparkContext spark) {
  /**
   * @param config what would be swept
   * @param data its datasets
   * @param graph of its runs, which have the fingerprints that the driver sees
   * @param out root of the results; empty where they are not looked at
   * @throws IOException when the slots do not answer
   */
  public Diagnosis examine(
      SweepConfig config, DataSources data, RunGraph graph, Optional<String> out)
      throws IOException, InterruptedException {
    SlotCheck check =
        new SlotCheck(
            new FileCheck(
                expected(data, graph),
                out.orElse(null),
                new SerializableConfiguration(spark.hadoopConfiguration())),
            config.execution().device(),
            spark.getConf().getInt("spark.task.cpus", 1));
    try {
      return Diagnosis.of(spark, check);
    } catch (Exception e) { // Spark's are checked, but Scala declares nothing
      if (e instanceof SparkException || e.getCause() instanceof SparkException) {
        throw new IOException(
            "the executors do not answer: " + SparkMessage.inOneLine(e.getMessage()), e);
      }
      throw e;
    }
  }

  private static List<FileCheck.Data> expected(DataSources data, RunGraph graph) {
    Map<Choice<ImageDataset>, String> fingerprints =
        graph.nodes().stream()
            .map(RunNode::spec)
            .collect(Collectors.toMap(RunSpec::dataset, RunSpec::fingerprint, (one, same) -> one));
    return data.sources().stream()
        .filter(source -> fingerprints.containsKey(source.dataset()))
        .map(source -> expected(source, fingerprints.get(source.dataset())))
        .toList();
  }

  private static FileCheck.Data expected(DataSource source, String fingerprint) {
    return new FileCheck.Data(source.dataset(), source.location(), fingerprint);
  }
}
