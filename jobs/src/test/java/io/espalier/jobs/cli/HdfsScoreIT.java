// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.score.ImagesToScore;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results, images and scores in HDFS. */
class HdfsScoreIT {
  private static final String SWEEP =
      """
      dense: {epochs: 2, batch: 20}
      grid:
        dataset: {name: shapes, train: 100, test: 60}
        model: {name: resnet20s, width: 0.25}
        method: dense
        seed: 1
      """;

  @TempDir private Path folder;

  @Test
  void files_of_all_kinds_have_the_recorded_accuracy() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    try {
      cluster.waitActive();
      String root = cluster.getURI().toString();
      Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
      done("sweep", config.toString(), "--out", root + "/out");
      HadoopStorage storage = new HadoopStorage(new Configuration());
      ImageSet set =
          Datasets.ALL.choose("shapes", Map.of("train", 100, "test", 60)).value().load(storage, "");
      ImagesToScore images = ImagesToScore.written(storage, root + "/images ü [1]", set);

      done(
          "score",
          "--out",
          root + "/out",
          "--where",
          "true",
          "--images",
          images.folder() + "/*",
          "--label-from",
          "folder",
          "--to",
          root + "/scores");

      Map<String, List<Row>> scores = ImagesToScore.scores(new Configuration(), root + "/scores");
      assertThat(scores).hasSize(1);
      done("measure", "--out", root + "/out", "--where", "true", "--corruptions", "fog");
      ResultStore store = new ResultStore(root + "/out", new Configuration());
      assertThat(store.robustness())
          .as("the clean images, and five severities of fog")
          .hasSize(1 + 5);
      for (RunRow run : store.runs(scores.keySet())) {
        images.assertScored(scores.get(run.identity().key()), run.result().accuracy());
      }
    } finally {
      cluster.shutdown();
    }
  }

  private static void done(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exit()).as(run.err()).isEqualTo(0);
  }
}
