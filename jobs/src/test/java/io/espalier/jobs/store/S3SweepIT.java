// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.cli.Launched;
import io.espalier.jobs.score.ImagesToScore;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar with its data and its results in a bucket. */
class S3SweepIT {
  private static final int RECORD = 3073;
  private static final int RECORDS = 20;
  private static final String SWEEP =
      """
      dense: {epochs: 1, batch: 20}
      data: {cifar10: s3a://bucket/cifar}
      grid:
        dataset: cifar10
        model: {name: resnet20s, width: 0.25}
        method: {name: omp, epochs: 1, batch: 20}
        sparsity: 0.5
        seed: 1
      """;

  @TempDir private Path folder;

  @Test
  void a_sweep_reads_its_data_from_a_bucket_and_writes_its_results_to_it() throws Exception {
    try (S3Server server = S3Server.start(folder)) {
      Configuration hadoop = server.configuration();
      HadoopStorage storage = new HadoopStorage(hadoop);
      for (int i = 1; i <= 5; i++) {
        storage.create("s3a://bucket/cifar/data_batch_" + i + ".bin", out -> out.write(images()));
      }
      storage.create("s3a://bucket/cifar/test_batch.bin", out -> out.write(images()));
      Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
      String out = "s3a://bucket/out";

      Ended sweep = espalier(hadoop, "sweep", config.toString(), "--out", out);
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
      Ended plan = espalier(hadoop, "plan", config.toString(), "--out", out);
      assertThat(plan.output()).containsPattern("\\| all +\\| +1 \\| +2 \\| +2 \\| +0 \\| +0 \\|");
      Ended compact = espalier(hadoop, "compact", "--out", out);
      assertThat(compact.output()).contains("Compacted the files of 2 runs and 0 failed attempts");
      Ended sql = espalier(hadoop, "sql", "--out", out, "select count(*) n from epochs");
      assertThat(sql.output()).containsPattern("\\| +2 \\|");

      ImageSet set =
          Datasets.ALL.choose("cifar10", Map.of()).value().load(storage, "s3a://bucket/cifar");
      ImagesToScore photos = ImagesToScore.written(storage, "s3a://bucket/photos ü", set);
      String to = "s3a://bucket/scores";
      Ended score =
          espalier(
              hadoop,
              "score",
              "--out",
              out,
              "--where",
              "method = 'omp'",
              "--images",
              photos.folder(),
              "--label-from",
              "folder",
              "--to",
              to);
      assertThat(score.exit()).as(score.output()).isEqualTo(0);
      Map<String, List<Row>> scores = ImagesToScore.scores(hadoop, to);
      assertThat(scores).hasSize(1);
      for (RunRow run : new ResultStore(out, hadoop).runs(scores.keySet())) {
        photos.assertScored(scores.get(run.identity().key()), run.result().accuracy());
      }

      hadoop.set("fs.s3a.secret.key", "another");
      Ended denied = espalier(hadoop, "plan", config.toString(), "--out", out);
      assertThat(denied.exit()).as(denied.output()).isEqualTo(2);
      assertThat(denied.output()).contains("access denied").doesNotContain("\tat ");
    }
  }

  /** Images of noise, two of each class. */
  private static byte[] images() {
    byte[] images = new byte[RECORDS * RECORD];
    new SplittableRandom(1).nextBytes(images);
    for (int i = 0; i < RECORDS; i++) {
      images[i * RECORD] = (byte) (i % 10);
    }
    return images;
  }

  private record Ended(int exit, String output) {}

  private Ended espalier(Configuration hadoop, String... arguments)
      throws IOException, InterruptedException {
    String spark = "--master local[1] " + sparkArguments(hadoop);
    try (Launched launched = Launched.espalier(folder, spark, arguments)) {
      return new Ended(launched.exit(), launched.output());
    }
  }

  private static String sparkArguments(Configuration hadoop) {
    List<String> own =
        List.of("endpoint", "path.style.access", "access.key", "secret.key").stream()
            .map("fs.s3a."::concat)
            .toList();
    return StreamSupport.stream(hadoop.spliterator(), false)
        .filter(setting -> own.contains(setting.getKey()))
        .map(S3SweepIT::argument)
        .collect(Collectors.joining(" "));
  }

  private static String argument(Entry<String, String> setting) {
    return "--conf 'spark.hadoop.%s=%s'".formatted(setting.getKey(), setting.getValue());
  }
}
