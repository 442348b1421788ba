// SPDX-License-Identifier: Apache-2.0
package io.espalier.djlspark;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.score.PartitionScorer;
import io.espalier.jobs.score.ScoreColumns;
import io.espalier.jobs.score.ScoredTicket;
import io.espalier.jobs.score.Scorer;
import io.espalier.jobs.score.Scorers;
import io.espalier.jobs.score.Scoring;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.score.TicketInput;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.trial.Trial;
import io.espalier.pruning.trial.TrialSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ways to score give the same rows, with tickets of a local folder and of HDFS. */
class DjlSparkScorerTest {
  private static final int IMAGES = 490;
  private static final Choice<ImageDataset> SHAPES =
      Datasets.ALL.choose("shapes", Map.of("train", 200, "test", IMAGES));

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static MiniDFSCluster cluster;
  private static ImageSet images;
  private static List<ScoredTicket> tickets;

  @BeforeAll
  static void start() throws Exception {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
    HadoopStorage storage = new HadoopStorage(new Configuration());
    images = SHAPES.value().load(storage, "");
    tickets =
        List.of(
            ticket("local, one", folder.resolve("a,b c").toString(), 1, storage),
            ticket("hdfs", cluster.getURI() + "/ticket", 2, storage));
  }

  @AfterAll
  static void stop() {
    spark.close();
    cluster.shutdown();
  }

  @Test
  void both_ways_give_the_same_rows() throws IOException {
    Scorer extension = Scorers.named("djl-spark");
    assertThat(extension).isInstanceOf(DjlSparkScorer.class);
    Scoring scoring =
        new Scoring(
            100, DeviceChoice.AUTO, new SerializableConfiguration(new Configuration()));

    List<Row> expected = new PartitionScorer().score(rows(), tickets, scoring).collectAsList();
    List<Row> rows = extension.score(rows(), tickets, scoring).collectAsList();

    assertThat(expected).hasSize(2 * (IMAGES + 3));
    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
    System.err.println("Rows compared: " + rows.size());
  }

  private static Dataset<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      int label = images.test().labels()[i];
      boolean isNamed = i % 2 == 0;
      rows.add(
          RowFactory.create(
              "é " + i,
              isNamed ? images.classNames().get(label) : null,
              isNamed ? null : label,
              images.test().file(images, i),
              null));
    }
    byte[] half = Arrays.copyOf(images.test().file(images, 0), 1000);
    rows.add(3, RowFactory.create("half", "disc", null, half, null));
    rows.add(7, RowFactory.create("empty", null, null, new byte[0], null));
    rows.add(RowFactory.create("gone", null, null, null, "not found"));
    return spark.createDataFrame(rows, ScoreColumns.IMAGES).repartition(5);
  }

  private static ScoredTicket ticket(String key, String location, long seed, Storage storage)
      throws Exception {
    new Trial(storage, images, "cpu", CheckpointInterval.DEFAULT, ProcessEngine.checked("cpu"))
        .run(
            new TrialSpec(
                Architectures.ALL.choose("resnet20s", Map.of("width", 0.5)),
                Precision.FLOAT32,
                Methods.ALL.choose("random", Map.of("epochs", 2, "batch", 20)).value(),
                new Unstructured(),
                new Sparsity(0.5),
                seed,
                location,
                Optional.empty(),
                Optional.empty()),
            report -> {});
    Manifest manifest = Manifest.read(storage, location);
    return new ScoredTicket(
        key,
        location,
        TicketInput.of(manifest),
        Precision.FLOAT32,
        manifest.namesOfClasses(),
        SHAPES,
        images.fingerprint(),
        manifest.kept());
  }
}
