// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.progress.FailedRun;
import io.espalier.jobs.progress.Progress;
import io.espalier.jobs.progress.RunBegins;
import io.espalier.jobs.status.SweepStatus.ActiveRun;
import io.espalier.jobs.status.SweepStatus.ExecutorSeen;
import io.espalier.jobs.status.SweepStatus.Failures;
import io.espalier.jobs.status.SweepStatus.State;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.Part;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a driver writes about a sweep, with a real application of Spark. */
@Timeout(60)
class SweepRecorderTest {
  private static final Choice<ImageDataset> SHAPES = Datasets.ALL.choose("shapes", Map.of());
  private static final Choice<PruningMethod> DENSE = Methods.ALL.choose("dense", Map.of());
  private static final Plan PLAN =
      new Plan(
          SweepGraph.of(
              List.of(
                  new Part(
                      "grid", LongStream.of(1, 2, 3, 4).mapToObj(seed -> cell(seed)).toList())),
              Map.of(SHAPES, "f0")),
          Set.of());

  private static final SweepStart START = new SweepStart("s", "a", "h", 1, "v", 0, 3, 0, List.of());

  private static JavaSparkContext spark;

  @TempDir private Path root;
  private Instant now = Instant.EPOCH;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[1]")
                .setAppName("recorded")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void the_last_state_has_what_the_driver_and_spark_know() throws Exception {
    Progress progress = progress();
    ExecutorWatch watch = ExecutorWatch.of(spark.sc(), () -> 5_000_000_000_000L);
    List<RunNode> runs = PLAN.toDo();
    progress.started(runs.get(0));
    progress.begins(new RunBegins(runs.get(0).key()));
    progress.started(runs.get(1));
    progress.started(runs.get(2)); // waits for a slot
    progress.waits(runs.get(3), Duration.ofMinutes(1));
    progress.failed(new FailedRun(runs.get(1), "OOM", "out of memory"));
    now = now.plusSeconds(30);
    ResultStore store = store();

    try (SweepRecorder recorder = record(store, progress, watch)) {
      spark.setJobGroup(runs.get(0).key().hex(), "a run", false);
      spark.parallelize(List.of(1), 1).foreach(one -> {});
      awaitHeard(watch);
      recorder.ended(State.INCOMPLETE);
    }

    SweepFolder folder = SweepFolder.all(store).get(0);
    assertThat(folder.start()).contains(START);
    SweepStatus status = folder.status().orElseThrow();
    assertThat(status.state()).isEqualTo(State.INCOMPLETE);
    assertThat(status.waiting()).isEqualTo(1);
    assertThat(status.slots()).isEqualTo(7);
    assertThat(status.secondsGone()).isEqualTo(30);
    assertThat(status.secondsLeft()).isNull();
    assertThat(status.running())
        .containsExactly(
            new ActiveRun(
                runs.get(0).key().brief(),
                runs.get(0).spec().toString(),
                null,
                null,
                null,
                null,
                30,
                null));
    assertThat(status.failed())
        .containsExactly(new Failures("OOM", "out of memory", 1, runs.get(1).key().brief()));
    assertThat(status.executors())
        .extracting(ExecutorSeen::executor, ExecutorSeen::heardAt, ExecutorSeen::gone)
        .contains(tuple("driver", 5_000_000_000_000L, null));
  }

  @Test
  void a_recorder_that_is_closed_without_an_end_was_ended_by_an_error() throws IOException {
    ResultStore store = store();

    record(store, progress(), ExecutorWatch.of(spark.sc(), () -> 0)).close();

    assertThat(SweepFolder.all(store).get(0).status().orElseThrow().state())
        .isEqualTo(State.FAILED);
  }

  @Test
  void a_store_that_rejects_everything_does_not_disturb_the_sweep() throws IOException {
    Files.createFile(root.resolve("logs")); // where the folder should be

    record(store(), progress(), ExecutorWatch.of(spark.sc(), () -> 0)).close();

    assertThat(root.resolve("logs")).isEmptyFile();
  }

  @Test
  void a_store_that_rejects_for_a_while_is_told_once_and_gets_all_of_the_log() throws IOException {
    Path blocker = Files.createFile(root.resolve("logs"));
    SweepRecorder recorder = record(store(), progress(), ExecutorWatch.of(spark.sc(), () -> 0));
    recorder.write();
    recorder.write();
    Files.delete(blocker);

    recorder.close();

    Path log = root.resolve("logs").resolve(SweepFolder.all(store()).get(0).name());
    assertThat(Files.readString(log.resolve("driver-1.log")).lines())
        .filteredOn(line -> line.contains("Cannot write the status of the sweep"))
        .hasSize(1);
  }

  @Test
  void an_error_of_the_state_does_not_disturb_the_sweep() throws IOException {
    ResultStore store = store();
    ExecutorWatch watch = ExecutorWatch.of(spark.sc(), () -> 0);

    SweepRecorder.start(
            store,
            START,
            progress(),
            () -> {
              throw new IllegalStateException("stopped");
            },
            watch,
            () -> now)
        .close();

    assertThat(SweepFolder.all(store).get(0).status()).isEmpty();
  }

  @Test
  void an_executor_that_has_ended_stays_with_the_first_line_of_the_reason() throws Exception {
    ExecutorWatch watch = ExecutorWatch.of(spark.sc(), () -> 1);
    scala.collection.immutable.Map<String, String> none = scala.Predef$.MODULE$.Map().empty();
    spark
        .sc()
        .listenerBus()
        .post(new SparkListenerExecutorAdded(1, "77", new ExecutorInfo("host-a", 1, none)));
    spark
        .sc()
        .listenerBus()
        .post(new SparkListenerExecutorRemoved(2, "77", "exited with 137\nno more"));
    Optional<ExecutorSeen> gone = Optional.empty();
    while (gone.map(ExecutorSeen::gone).isEmpty()) { // the events come later
      Thread.sleep(20);
      gone = watch.seen().stream().filter(seen -> seen.executor().equals("77")).findFirst();
    }

    assertThat(gone.get().gone()).isEqualTo("exited with 137");
  }

  @Test
  void executors_are_in_the_order_of_their_numbers() {
    assertThat(Stream.of("10", "9", "driver", "1").sorted(ExecutorWatch::compare))
        .containsExactly("1", "9", "10", "driver");
  }

  @Test
  void a_run_has_the_executor_of_its_task_while_it_runs() throws Exception {
    ExecutorWatch watch = ExecutorWatch.of(spark.sc(), () -> 1);
    String key = PLAN.toDo().get(2).key().hex();
    Path gate = root.resolve("gate");
    String file = gate.toString();
    Thread task =
        new Thread(
            () -> {
              spark.setJobGroup(key, "a run", false);
              spark
                  .parallelize(List.of(1), 1)
                  .foreach(
                      one -> {
                        while (!Files.exists(Path.of(file))) {
                          Thread.sleep(20);
                        }
                      });
            });
    task.start();
    while (watch.of(key).isEmpty()) {
      Thread.sleep(20);
    }

    assertThat(watch.of(key)).contains("driver");
    Progress progress = progress();
    progress.started(PLAN.toDo().get(2));
    progress.begins(new RunBegins(PLAN.toDo().get(2).key()));
    ResultStore store = store();
    record(store, progress, watch).close();
    assertThat(SweepFolder.all(store).get(0).status().orElseThrow().running())
        .extracting(ActiveRun::executor)
        .containsExactly("driver");

    Files.createFile(gate);
    task.join();
    while (watch.of(key).isPresent()) { // the event comes later
      Thread.sleep(20);
    }
    assertThat(watch.of(key)).isEmpty();
  }

  @Test
  void failures_with_many_causes_are_counted_by_kind_after_the_first_fifty() {
    RunNode run = PLAN.toDo().get(0);
    List<FailedRun> failed =
        IntStream.range(0, 60).mapToObj(i -> new FailedRun(run, "IO", "file " + i / 2)).toList();
    List<FailedRun> various =
        IntStream.range(0, 60).mapToObj(i -> new FailedRun(run, "IO", "file " + i)).toList();

    assertThat(SweepRecorder.grouped(failed))
        .hasSize(30)
        .allSatisfy(group -> assertThat(group.runs()).isEqualTo(2));
    assertThat(SweepRecorder.grouped(various))
        .hasSize(51)
        .last()
        .isEqualTo(
            new Failures("IO", "other causes, see the table failures", 10, run.key().brief()));
  }

  private static void awaitHeard(ExecutorWatch watch) throws InterruptedException {
    while (watch.seen().stream().noneMatch(seen -> seen.heardAt() == 5_000_000_000_000L)) {
      Thread.sleep(20);
    }
  }

  private SweepRecorder record(ResultStore store, Progress progress, ExecutorWatch watch) {
    return SweepRecorder.start(store, START, progress, () -> 7, watch, () -> now);
  }

  private Progress progress() {
    return new Progress(PLAN, Map.of(), () -> 1, () -> now);
  }

  private ResultStore store() {
    return new ResultStore(root.toString(), new Configuration());
  }

  private static Cell cell(long seed) {
    return new Cell(
        SHAPES,
        Architectures.ALL.choose("resnet20s", Map.of()),
        Precision.FLOAT32,
        new Unstructured(),
        DENSE,
        DENSE,
        Sparsity.DENSE,
        seed);
  }
}
