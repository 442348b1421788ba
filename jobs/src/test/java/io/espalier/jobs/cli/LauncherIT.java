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
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The built jar, as users start it: by the launcher, with a real spark-submit, in separate JVMs.
 */
class LauncherIT {
  private static final String SWEEP =
      """
      dense: {epochs: 1, batch: 20}
      grid:
        dataset: {name: shapes, train: 40}
        model: {name: resnet20s, width: 0.25}
        method: [{name: omp, epochs: 1, batch: 20, rate: %s}, {name: imp, epochs: 1, batch: 20}]
        sparsity: {rounds: 1}
        seed: 1
      """;

  private static final String THREE_SLOTS =
      "--master local-cluster[3,1,1280] --conf spark.executor.memory=900m";

  @TempDir private Path folder;

  @Test
  void a_sweep_reports_its_results_and_a_new_jvm_reproduces_the_accuracy_of_a_ticket()
      throws Exception {
    Ended sweep = sweep("0.1", "");

    assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    assertThat(sweep.output())
        .contains("3 of 3 runs")
        .contains("## Sparsest winning tickets")
        .contains("## Speedup over IMP");

    Path ticket;
    try (Stream<Path> tickets = Files.list(folder.resolve("out/artifacts"))) {
      ticket = tickets.sorted().findFirst().orElseThrow();
    }
    Ended loaded =
        ended(
            Launched.start(
                folder,
                Map.of(),
                List.of(
                    java(),
                    "-Dai.djl.offline=true",
                    "-cp",
                    "jobs/target/espalier.jar:jobs/target/spark/jars/*",
                    "docs/LoadTicket.java",
                    ticket.toString(),
                    "shapes")));

    assertThat(loaded.output()).containsPattern("accuracy (0\\.\\d{4}), recorded \\1");

    Ended exported =
        espalier(
            "export",
            "--out",
            out(),
            "--where",
            "method = 'omp'",
            "--to",
            folder.resolve("exported").toString(),
            "--format",
            "onnx");
    assertThat(exported.exit()).as(exported.output()).isEqualTo(0);
    assertThat(exported.output()).contains("checked in ONNX Runtime");
    assertThat(classified(folder.resolve("exported"))).containsPattern("[a-z]+: 0\\.\\d{3}");
    scoredOverProcesses();

    Ended report = espalier("report", "--out", out(), "--to", folder.resolve("report").toString());

    assertThat(report.exit()).isEqualTo(0);
    assertThat(folder.resolve("report/report.md")).content().contains("Sparsest winning tickets");
    assertThat(folder.resolve("report/accuracy.csv")).isNotEmptyFile();
    assertThat(folder.resolve("report/accuracy-1.png")).isNotEmptyFile();
    assertThat(folder.resolve("report/index.html")).content().contains("<svg");

    stopped("TERM", "select sum(a.id * b.id) from range(10000000) a cross join range(10000000) b");
  }

  private String classified(Path exported) throws Exception {
    Path onnx;
    try (Stream<Path> files = Files.list(exported)) {
      onnx = files.findFirst().orElseThrow();
    }
    Ended run =
        ended(
            Launched.start(
                folder,
                Map.of(),
                List.of(
                    java(),
                    "-cp",
                    "jobs/target/spark/jars/*",
                    "docs/RunOnnx.java",
                    onnx.toString(),
                    "docs/quickstart.png")));
    return run.output();
  }

  private void scoredOverProcesses() throws IOException, InterruptedException {
    Configuration hadoop = new Configuration();
    HadoopStorage storage = new HadoopStorage(hadoop);
    ImageSet set = Datasets.ALL.choose("shapes", Map.of("train", 40)).value().load(storage, "");
    ImagesToScore images =
        ImagesToScore.written(storage, folder.resolve("images ü [1]").toString(), set);
    String to = folder.resolve("scores").toString();

    Ended score =
        espalier(
            Map.of("ESPALIER_SPARK_ARGS", THREE_SLOTS),
            "score",
            "--out",
            out(),
            "--where",
            "true",
            "--images",
            images.folder(),
            "--label-from",
            "folder",
            "--to",
            to);

    assertThat(score.exit()).as(score.output()).isEqualTo(0);
    Map<String, List<Row>> scores = ImagesToScore.scores(hadoop, to);
    assertThat(scores).hasSize(3);
    for (RunRow run : new ResultStore(out(), hadoop).runs(scores.keySet())) {
      images.assertScored(scores.get(run.identity().key()), run.result().accuracy());
    }
  }

  /** Runs a query that takes hours, and stops it in the middle. */
  private void stopped(String signal, String query) throws IOException, InterruptedException {
    String showing = "--conf spark.ui.showConsoleProgress=true";
    try (Launched sql = Launched.espalier(folder, showing, "sql", "--out", out(), query)) {
      sql.until("its first stage", () -> sql.output().contains("[Stage "));
      sql.signal(signal);

      assertThat(sql.exit()).isGreaterThan(128);
      assertThat(sql.output()).doesNotContain("\tat ", "Exception");
    }
  }

  @Test
  void the_exit_code_distinguishes_failed_runs_invalid_input_and_wrong_usage() throws Exception {
    Ended failed = sweep("1e30", THREE_SLOTS);

    assertThat(failed.exit()).as(failed.output()).isEqualTo(4);
    assertThat(failed.output()).as("the plan, before any run").contains("passes on 3 slots");
    assertThat(espalier("sweep", folder.resolve("none.yaml").toString(), "--out", out()).exit())
        .isEqualTo(2);
    assertThat(espalier("sweep").exit()).isEqualTo(1);
  }

  @Test
  void a_cache_that_cannot_hold_the_engine_is_refused_in_one_line_before_anything_starts()
      throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    String expected =
        "Cannot start the engine: cannot unpack libtorch into "
            + file
            + "/cache/pytorch: a file is in its path where a folder must be; set DJL_CACHE_DIR to a"
            + " folder that can be written, with 500 MB free";
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP.formatted("0.1"));
    Map<String, String> environment =
        Map.of(
            "ESPALIER_SPARK_ARGS",
            "--conf spark.executorEnv.LC_ALL=C",
            "DJL_CACHE_DIR",
            file + "/cache");

    Ended sweep = espalier(environment, "sweep", config.toString(), "--out", out());

    assertThat(sweep.exit()).isEqualTo(2);
    assertThat(sweep.output()).isEqualTo(expected + "\n");

    Ended doctor = espalier(environment, "doctor", config.toString());

    assertThat(doctor.exit()).isEqualTo(2);
    assertThat(doctor.output().lines().filter(line -> line.startsWith("error: ")))
        .singleElement()
        .asString()
        .endsWith(expected);

    assertThat(doctor.output())
        .contains("file names are read and written in ANSI_X3.4-1968", "set LC_ALL=C.UTF-8");

    Ended onHosts = sweep("0.1", "--conf spark.executorEnv.DJL_CACHE_DIR=" + file + "/cache");

    assertThat(onHosts.exit()).as(onHosts.output()).isEqualTo(4);
    assertThat(onHosts.output()).contains(": ENGINE: " + expected + " (on 127.0.0.1, executor ");
  }

  /** Slots have their own working directories, where they would look for a relative path. */
  @Test
  void relative_folders_resolve_against_the_working_directory_of_the_user() throws Exception {
    DataFolder images = new DataFolder(new Sandbox(folder));
    for (int i = 0; i < 8; i++) {
      for (String part : List.of("train/a", "train/b", "test/a", "test/b")) {
        images.put(part + "/é" + i + ".png", DataFolder.image("png", 10 + i));
      }
    }
    Files.writeString(
        folder.resolve("sweep.yaml"),
        """
        dense: {epochs: 1, batch: 8}
        grid:
          dataset: {name: image-folder, size: 8}
          model: {name: resnet20s, width: 0.25}
          method: {name: omp, epochs: 1, batch: 8}
          sparsity: {rounds: 1}
          seed: 1
        """);

    Files.move(folder.resolve("data"), folder.resolve("a:b"));

    Ended doctor = inFolder("doctor");
    assertThat(doctor.exit()).as(doctor.output()).isEqualTo(0);

    Ended sweep = inFolder("sweep");
    assertThat(sweep.exit()).as(sweep.output()).isEqualTo(0);
    assertThat(sweep.output()).contains("2 of 2 runs");
    assertThat(folder.resolve("résultats:10:00/report/index.html")).isNotEmptyFile();
    assertThat(new Results(folder.resolve("résultats:10:00")).rows()).hasSize(2);
  }

  private Ended inFolder(String command) throws IOException, InterruptedException {
    return ended(
        Launched.espalierIn(
            folder,
            command,
            "sweep.yaml",
            "--set",
            "data.image-folder=a:b",
            "--out",
            "résultats:10:00"));
  }

  private record Ended(int exit, String output) {}

  private Ended sweep(String rate, String sparkArguments) throws IOException, InterruptedException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP.formatted(rate));
    return ended(
        Launched.espalier(folder, sparkArguments, "sweep", config.toString(), "--out", out()));
  }

  private String out() {
    return folder.resolve("out").toString();
  }

  private Ended espalier(String... arguments) throws IOException, InterruptedException {
    return ended(Launched.espalier(folder, "", arguments));
  }

  private Ended espalier(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return ended(Launched.espalier(folder, environment, arguments));
  }

  private static Ended ended(Launched launched) throws InterruptedException {
    try (launched) {
      return new Ended(launched.exit(), launched.output());
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
