// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.CompactedResults;
import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.LayerRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the time of the whole report of 100,000 compacted runs, as many as twenty papers have,
 * on two cores. Opt-in:
 *
 * <pre>
 * mvn -pl jobs -am test -Dtest=ManyRowsBench -Dgroups=scale -Dexcluded.groups= \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.memory="-Xmx4g -XX:TieredStopAtLevel=1"
 * </pre>
 *
 * <p>The command sets the memory that {@code conf/spark-local.conf} gives a report, half of which
 * is not enough, and the compiler that {@code deploy/espalier report} uses.
 *
 * <p>No run has a mask, because the time of mask overlaps depends on the store that the masks are
 * read from.
 */
@Tag("scale")
class ManyRowsBench {
  private static final List<String> METHODS =
      List.of(
          "bip", "imp", "omp", "hydra", "grasp", "snip", "synflow", "random", "lamp", "gmp",
          "granet", "rigl");
  private static final int SETTINGS = 20;
  private static final int ROUNDS = 21;
  private static final int SEEDS = Integer.getInteger("seeds", 20);
  private static final int EPOCHS = 20;
  private static final int LAYERS = 22;

  private final Random random = new Random(1);

  @TempDir private Path folder;

  @Test
  void a_hundred_thousand_runs_are_reported_within_a_minute() throws Exception {
    ResultStore store = new ResultStore(folder.resolve("out").toString(), new Configuration());
    List<RunRow> rows = rows();
    new CompactedResults(store).write(rows, ManyRowsBench::epochs, ManyRowsBench::layers);
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    try {
      long start = System.nanoTime();
      Report reports = Report.of(spark, store);
      double answered = (System.nanoTime() - start) / 1e9;
      reports.writeTo(store.storage(), folder.resolve("report").toString());
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "%,d runs: answered in %.1f s, written in %.1f s%n", rows.size(), answered, seconds);
      assertThat(seconds).isLessThan(60);
      assertThat(folder.resolve("report/index.html")).isNotEmptyFile();
    } finally {
      spark.stop();
    }
  }

  private List<RunRow> rows() {
    List<RunRow> rows = new ArrayList<>();
    for (int setting = 0; setting < SETTINGS; setting++) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        SampleRun dense =
            SampleRun.dense("", seed, accuracy(0)).in("data" + setting + " resnet20s");
        rows.add(dense.row());
        for (String method : METHODS) {
          for (int round = 1; round <= ROUNDS; round++) {
            double sparsity = 1 - Math.pow(0.8, round);
            rows.add(dense.pruned(method, "", sparsity, accuracy(sparsity)).row());
          }
        }
      }
    }
    return rows;
  }

  private double accuracy(double sparsity) {
    return 0.92 - 0.05 * Math.pow(sparsity, 8) + 0.005 * random.nextDouble();
  }

  private static List<EpochRow> epochs(RunRow run) {
    return IntStream.rangeClosed(1, EPOCHS)
        .mapToObj(
            epoch ->
                new EpochRow(
                    run.identity().key(),
                    "train",
                    epoch,
                    EPOCHS,
                    epoch,
                    1.0 / epoch,
                    1.1 / epoch,
                    run.result().accuracy() * epoch / EPOCHS,
                    1))
        .toList();
  }

  private static List<LayerRow> layers(RunRow run) {
    return IntStream.range(0, LAYERS)
        .mapToObj(
            layer ->
                new LayerRow(
                    run.identity().key(),
                    layer,
                    "conv" + layer,
                    "16x16x3x3",
                    1_000,
                    500,
                    null,
                    null))
        .toList();
  }
}
