// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.storage.HadoopStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of the distribution on YARN, with their config, data and results in HDFS. */
@Timeout(300)
class YarnIT {
  private static final String EXECUTOR = "YarnCoarseGrainedExecutorBackend";
  private static final String MASTER = "org.apache.spark.deploy.yarn.ApplicationMaster ";
  private static final int RECORD = 3073;
  private static final int RECORDS = 20;

  private static final String SWEEP =
      """
      data: {cifar10: /cifar}
      dense: {epochs: 8, batch: 10}
      checkpoint: {epochs: 1}
      grid:
        dataset: cifar10
        model: {name: resnet20s, width: 0.25}
        method: {name: imp, epochs: 12, batch: 10}
        sparsity: {rounds: 1}
        seed: [1, 2]
      """;

  private static final int RUNS = 4;

  @TempDir private static Path folder;
  private static Path home;
  private static YarnCluster cluster;
  private static HadoopStorage storage;
  private static Results undisturbed;

  @BeforeAll
  static void start() throws Exception {
    home = Distribution.built().unpack(folder);
    Distribution.built().unpackSpark(folder);
    cluster = YarnCluster.start(folder);
    storage = new HadoopStorage(cluster.configuration());
    for (int i = 1; i <= 5; i++) {
      data("data_batch_" + i + ".bin", i);
    }
    data("test_batch.bin", 0);
    write("/sweep.yaml", SWEEP);
    Files.writeString(
        Files.createDirectory(folder.resolve("conf")).resolve("log4j2.properties"),
        """
        rootLogger.level = warn
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_ERR
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss.SSS} %c{1}: %msg%n
        logger.watch.name = io.espalier.jobs.executor.RunWatch
        logger.watch.level = debug
        """);
    Path out = folder.resolve("undisturbed");
    CommandLineRun local =
        CommandLineRun.of(
            "sweep",
            Files.writeString(folder.resolve("local.yaml"), SWEEP).toString(),
            "--set",
            "data.cifar10=" + folder.resolve("cifar"),
            "--out",
            out.toString());
    assertThat(local.exit()).as(local.err()).isZero();
    undisturbed = new Results(out);
    assertThat(undisturbed.rows()).hasSize(RUNS);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Test
  void in_client_mode_a_killed_executor_costs_no_finished_epoch_and_changes_no_bit()
      throws Exception {
    try (Launched sweep =
        espalier("", "sweep", cluster.root() + "/sweep.yaml", "--out", "/client")) {
      sweep.until("a checkpoint", () -> !saved("/client").isEmpty());
      ProcessHandle victim = executorOf("/client", saved("/client").get(0)).orElseThrow();
      Launched.signal(victim.pid(), "KILL");

      assertThat(sweep.exit()).as(sweep.output()).isZero();
      assertThat(sweep.output())
          .contains(" lost its process: ", "the next attempt resumes from the last checkpoint");
    }
    assertSameAsUndisturbed("/client");
    assertNoEpochWasMadeTwice();
    assertThat(cluster.lastApplication().getFinalApplicationStatus())
        .isEqualTo(FinalApplicationStatus.SUCCEEDED);
  }

  @Test
  void in_cluster_mode_a_killed_application_master_is_followed_by_one_that_goes_on()
      throws Exception {
    try (Launched sweep =
        espalier(
            "--deploy-mode cluster",
            "sweep",
            cluster.root() + "/sweep.yaml",
            "--out",
            "/cluster")) {
      sweep.until("a row", () -> !rows("/cluster").isEmpty());
      Set<String> before = Set.copyOf(saved("/cluster")); // perhaps of a run that is about to end
      sweep.until("a new checkpoint", () -> !before.containsAll(saved("/cluster")));
      Map<String, Long> rows = rows("/cluster");
      for (ProcessHandle master : YarnCluster.containers(MASTER)) {
        Launched.signal(master.pid(), "KILL");
      }

      assertThat(sweep.exit()).as(sweep.output()).isZero();
      assertThat(rows).hasSizeLessThan(RUNS);
      assertThat(rows("/cluster")).containsAllEntriesOf(rows);
    }
    assertSameAsUndisturbed("/cluster");
    assertNoEpochWasMadeTwice();
    ApplicationReport ended = cluster.lastApplication();
    assertThat(ended.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.SUCCEEDED);
    assertThat(cluster.attempts(ended)).isEqualTo(2);
  }

  @Test
  void in_cluster_mode_an_invalid_config_is_told_to_yarn_and_not_tried_again() throws Exception {
    Path config =
        Files.writeString(folder.resolve("invalid.yaml"), SWEEP.replace("seed:", "sede:"));

    try (Launched sweep =
        espalier("--deploy-mode cluster", "sweep", config.toString(), "--out", "/invalid")) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(1);
    }

    ApplicationReport ended = cluster.lastApplication();
    assertThat(ended.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.FAILED);
    assertThat(ended.getDiagnostics())
        .startsWith("Exit code 2 of espalier: ")
        .contains(config + ":9:3: Unknown key: sede, did you mean seed?");
    assertThat(cluster.attempts(ended)).isEqualTo(1);
  }

  @Test
  void a_container_over_its_memory_is_told_as_that_and_a_sweep_that_has_failed_is_not_repeated()
      throws Exception {
    write(
        "/memory.yaml",
        """
        dense: {epochs: 1, batch: 400}
        grid: {dataset: {name: shapes, train: 400}, model: resnet20s, method: dense, seed: 1}
        """);

    try (Launched sweep =
        espalier(
            "--deploy-mode cluster --conf spark.executor.memory=512m"
                + " --conf spark.executor.memoryOverhead=64m --conf spark.task.maxFailures=1"
                + " --conf spark.excludeOnFailure.enabled=false",
            "sweep",
            cluster.root() + "/memory.yaml",
            "--out",
            "/memory")) {
      assertThat(sweep.exit()).as(sweep.output()).isEqualTo(1);
    }

    ApplicationReport ended = cluster.lastApplication();
    assertThat(ended.getFinalApplicationStatus()).isEqualTo(FinalApplicationStatus.FAILED);
    assertThat(ended.getDiagnostics())
        .startsWith("Exit code 4 of espalier: ")
        .containsPattern("OOM: .*Container killed by YARN for exceeding physical memory limits")
        .contains("spark.executor.memoryOverhead");
    assertThat(cluster.attempts(ended)).isEqualTo(1);
    assertThat(rows("/memory")).isEmpty();
  }

  /** When each row was written, by its file. */
  private static Map<String, Long> rows(String out) {
    try {
      Map<String, Long> rows = new TreeMap<>();
      for (String name : storage.list(out + "/runs")) {
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(out + "/runs/" + name);
        rows.put(
            name,
            file.getFileSystem(cluster.configuration()).getFileStatus(file).getModificationTime());
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertNoEpochWasMadeTwice() throws Exception {
    LoggedEpochs told = LoggedEpochs.in(cluster.logs(cluster.lastApplication()));
    assertThat(told.attempts()).as("attempts").hasSizeGreaterThan(RUNS);
    assertThat(told.madeInVain()).as("epochs with a checkpoint, lost").isEmpty();
  }

  private static void assertSameAsUndisturbed(String out) throws IOException {
    Path copy = folder.resolve("copies").resolve(out.substring(1));
    try (FileSystem files = FileSystem.newInstance(cluster.configuration())) {
      files.copyToLocalFile(
          false,
          new org.apache.hadoop.fs.Path(out),
          new org.apache.hadoop.fs.Path(copy.toUri()),
          true);
    }
    new Results(copy).assertSameAs(undisturbed);
  }

  /** The process of the attempt that wrote a checkpoint, {@code KEY/saved-1}. */
  private static Optional<ProcessHandle> executorOf(String out, String saved) throws IOException {
    String start = "%s/artifacts/%s".formatted(out, saved.replace("/saved-", "/unfinished/start-"));
    String mark = new String(storage.open(start).readAllBytes(), StandardCharsets.UTF_8);
    String executor = mark.lines().findFirst().orElseThrow();
    return YarnCluster.containers(
            EXECUTOR, "--executor-id " + executor.substring(executor.lastIndexOf(' ') + 1) + " ")
        .stream()
        .findFirst();
  }

  /** Checkpoints of runs in flight: {@code KEY/saved-1}. */
  private static List<String> saved(String out) {
    try {
      List<String> saved = new ArrayList<>();
      for (String key : storage.folders(out + "/artifacts")) {
        storage.list(out + "/artifacts/" + key + "/unfinished").stream()
            .filter(name -> name.startsWith("saved-"))
            .forEach(name -> saved.add(key + "/" + name));
      }
      return saved;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Images of all classes, of which no two files have the same. */
  private static void data(String name, int seed) throws IOException {
    byte[] images = new byte[RECORDS * RECORD];
    new SplittableRandom(seed).nextBytes(images);
    for (int i = 0; i < RECORDS; i++) {
      images[i * RECORD] = (byte) (i % 10);
    }
    storage.create("/cifar/" + name, out -> out.write(images));
    Files.write(Files.createDirectories(folder.resolve("cifar")).resolve(name), images);
  }

  private static void write(String location, String text) throws IOException {
    storage.create(location, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Starts a command on YARN, with the shipped settings and less memory and warm-up. */
  private static Launched espalier(String sparkArguments, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/espalier").toString()));
    command.addAll(List.of(arguments));
    return Launched.start(
        folder,
        home,
        Map.of(
            "HADOOP_CONF_DIR",
            cluster.settings().toString(),
            "SPARK_CONF_DIR",
            folder.resolve("conf").toString(),
            "ESPALIER_SPARK_ARGS",
            "--master yarn --properties-file conf/spark-yarn.conf"
                + " --num-executors 2 --driver-memory 1g"
                + " --conf spark.executor.memory=1g --conf spark.executor.memoryOverhead=1g"
                + " --conf spark.driver.defaultJavaOptions=-XX:TieredStopAtLevel=1"
                + " --conf spark.executor.defaultJavaOptions=-XX:TieredStopAtLevel=1"
                + " --conf spark.yarn.am.memory=512m"
                + " --conf 'spark.yarn.jars=local:%s/*' ".formatted(home.resolve("lib/spark/jars"))
                + sparkArguments),
        command);
  }
}
