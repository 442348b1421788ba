// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.executor.FailureKind;
import io.espalier.jobs.executor.RunOutcome.Failed;
import io.espalier.jobs.plan.Descent;
import io.espalier.jobs.plan.Origin;
import io.espalier.jobs.plan.PartGraph;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.progress.Progress;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The driver's decisions, with runs whose outcomes are scripted. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class SweepDriverTest {
  private static final Duration BACK_OFF = Duration.ofMillis(20);
  private static final Failed IO = new Failed(FailureKind.IO, "the store does not answer");

  private final List<RunNode> nodes = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();
  private ScriptedLauncher runs = new ScriptedLauncher(2, false);
  private Map<RunNode, Failed> givenUp = Map.of();

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void the_longest_remaining_path_starts_first_and_a_finished_run_frees_its_dependants_at_once()
      throws InterruptedException {
    runs = new ScriptedLauncher(1, false);
    node("short", "omp", 1, null);
    node("root", "dense", 2, null);
    node("middle", "omp", 3, null);
    node("child", "imp", 4, "root"); // 6 passes with its root
    node("grandchild", "imp", 1, "child");

    SweepOutcome outcome = drive();

    assertThat(outcome.isComplete()).isTrue();
    assertThat(started()).containsExactly("root", "child", "middle", "grandchild", "short");
  }

  @Test
  void a_run_waits_for_the_run_that_scores_its_images() throws InterruptedException {
    runs = new ScriptedLauncher(3, false);
    node("scores", "dense", 1, null);
    node("all", "dense", 1, null);
    RunNode all = nodes.get(1);
    nodes.add(
        new RunNode(new RunKey("part"), all.spec(), all.origin(), List.of(new RunKey("scores"))));

    assertThat(drive().isComplete()).isTrue();
    assertThat(started()).containsExactly("scores", "all", "part");
    assertThat(runs.log).containsSubsequence("end scores", "begin part");
  }

  @Test
  void the_runs_in_flight_never_exceed_the_slots() throws InterruptedException {
    runs = new ScriptedLauncher(3, false);
    for (int i = 0; i < 10; i++) {
      node("run" + i, "omp", 1, null);
    }

    assertThat(drive().isComplete()).isTrue();
    assertThat(runs.mostAtATime).isEqualTo(3);
  }

  @Test
  void slots_are_filled_as_they_become_available_and_lost_slots_are_not()
      throws InterruptedException {
    runs = new ScriptedLauncher(0, false);
    for (int i = 0; i < 6; i++) {
      node("run" + i, "omp", 1, null);
    }
    nodes.forEach(node -> runs.hold(node.key().hex()));
    runs.onBegin(
        key -> {
          switch (key) { // none of them ends in the meantime
            case "run0" -> runs.become(2);
            case "run1" -> runs.become(3);
            case "run2" -> {
              runs.become(1);
              runs.release("run0");
              runs.release("run1");
              runs.release("run2");
            }
            default -> runs.release(key);
          }
        });

    assertThat(drive().isComplete()).isTrue();
    assertThat(runs.log.subList(0, 3)).containsExactly("begin run0", "begin run1", "begin run2");
    assertThat(runs.log.subList(6, 12))
        .containsExactly(
            "begin run3", "end run3", "begin run4", "end run4", "begin run5", "end run5");
  }

  @Test
  void a_run_with_an_io_failure_is_retried_three_times_with_growing_delays()
      throws InterruptedException {
    node("io", "omp", 1, null);
    node("blocked", "imp", 1, "io");
    node("deeper", "imp", 1, "blocked");
    node("other", "omp", 1, null);
    runs.script("io", IO, IO, IO, IO);

    SweepOutcome outcome = drive();

    assertThat(started()).containsExactly("io", "other", "io", "io", "io");
    assertThat(outcome.failed()).containsOnlyKeys(nodes.get(0)).containsValue(IO);
    RunKey io = new RunKey("io");
    assertThat(outcome.blocked()).isEqualTo(Map.of(nodes.get(1), io, nodes.get(2), io));
    assertThat(runs.begins.get(2) - runs.begins.get(0)).isGreaterThanOrEqualTo(BACK_OFF.toNanos());
    assertThat(runs.begins.get(3) - runs.begins.get(2))
        .isGreaterThanOrEqualTo(BACK_OFF.multipliedBy(4).toNanos());
    assertThat(runs.begins.get(4) - runs.begins.get(3))
        .isGreaterThanOrEqualTo(BACK_OFF.multipliedBy(16).toNanos());
  }

  @Test
  void each_failed_attempt_is_one_line_with_the_reason_and_the_next_try()
      throws InterruptedException {
    node("io", "omp", 1, null);
    runs.script("io", IO, IO, IO, IO);

    try (LoggedLines lines = new LoggedLines(SweepDriver.class)) {
      drive();

      String failed = "Run io " + nodes.get(0).spec() + " failed: IO: the store does not answer; ";
      assertThat(lines.all())
          .containsExactly(
              failed + "retry 1 of 3 in 0 s",
              failed + "retry 2 of 3 in 0 s",
              failed + "retry 3 of 3 in 0 s",
              failed + "not tried again in this sweep");
    }
  }

  @Test
  void the_delays_before_retries_are_15_60_and_240_seconds() {
    assertThat(IntStream.range(0, 4).mapToObj(i -> FailurePolicy.DEFAULT.to(FailureKind.IO, i)))
        .extracting(Reaction::text)
        .containsExactly(
            "retry 1 of 3 in 15 s",
            "retry 2 of 3 in 60 s",
            "retry 3 of 3 in 240 s",
            "not tried again in this sweep");
  }

  @Test
  void a_run_succeeds_once_its_store_is_available_again() throws InterruptedException {
    node("io", "omp", 1, null);
    node("child", "imp", 1, "io");
    runs.script("io", IO, IO);

    assertThat(drive().isComplete()).isTrue();
    assertThat(started()).containsExactly("io", "io", "io", "child");
  }

  @Test
  void a_run_out_of_memory_is_retried_once_with_nothing_else_in_flight()
      throws InterruptedException {
    runs = new ScriptedLauncher(2, false);
    node("big", "omp", 9, null);
    for (int i = 0; i < 6; i++) {
      node("run" + i, "omp", 1, null);
    }
    Failed oom = new Failed(FailureKind.OOM, "out of memory");
    runs.script("big", oom, oom);

    SweepOutcome outcome = drive();

    int alone = runs.log.indexOf("begin big alone beside []");
    assertThat(alone).as("%s", runs.log).isPositive();
    assertThat(runs.log.get(alone + 1)).isEqualTo("end big");
    assertThat(outcome.failed()).containsOnlyKeys(nodes.get(0));
    assertThat(started()).hasSize(8);
  }

  @Test
  void with_an_isolated_device_other_runs_continue_during_the_retry_of_a_run_out_of_memory()
      throws InterruptedException {
    runs = new ScriptedLauncher(2, true);
    node("big", "omp", 9, null);
    node("other", "omp", 8, null);
    node("next", "omp", 1, null);
    runs.script("big", new Failed(FailureKind.OOM, "out of memory"));
    runs.hold("other");
    runs.onBegin(
        key -> {
          if (runs.log.contains("begin big alone beside [other]")) {
            runs.release("other");
          }
        });

    assertThat(drive().isComplete()).isTrue();
    assertThat(runs.log).contains("begin big alone beside [other]").endsWith("end next");
  }

  @ParameterizedTest
  @EnumSource(names = {"CONFIG", "DATA", "DIVERGED", "ENGINE", "LOST", "BUG"})
  void other_failures_are_not_retried(FailureKind kind) throws InterruptedException {
    node("run", "omp", 1, null);
    runs.script("run", new Failed(kind, "so it is"));

    assertThat(drive().failed()).hasSize(1);
    assertThat(started()).containsExactly("run");
  }

  @Test
  void the_same_cause_three_times_in_a_row_stops_only_the_branch_of_that_method()
      throws InterruptedException {
    runs = new ScriptedLauncher(1, false);
    for (int i = 0; i < 5; i++) {
      node("bad" + i, "omp", 20, null);
    }
    node("good", "lamp", 1, null);
    node("child", "imp", 1, "bad4");
    for (int i = 0; i < 5; i++) {
      runs.script("bad" + i, diverged("The mean training loss of epoch " + i + " is NaN"));
    }

    SweepOutcome outcome = drive();

    assertThat(started()).hasSize(4).contains("good");
    assertThat(outcome.failed()).hasSize(3);
    assertThat(outcome.stopped()).hasSize(2);
    assertThat(outcome.blocked()).containsOnlyKeys(nodes.get(6));
    assertThat(outcome.text())
        .containsPattern("Not started, 2 runs: omp.* on shapes resnet20s stopped after 3 failures")
        .contains("DIVERGED: The mean training loss of epoch");
  }

  @Test
  void different_causes_or_a_success_in_between_stop_nothing() throws InterruptedException {
    runs = new ScriptedLauncher(1, false);
    for (int i = 0; i < 7; i++) {
      node("run" + i, "omp", 1, null);
    }
    runs.script("run0", diverged("one"));
    runs.script("run1", diverged("one"));
    runs.script("run2", diverged("another"));
    runs.script("run3", diverged("another"));
    runs.script("run5", diverged("another"));

    SweepOutcome outcome = drive();

    assertThat(outcome.stopped()).isEmpty();
    assertThat(outcome.failed()).hasSize(5);
    assertThat(started()).hasSize(7);
  }

  @Test
  void a_run_that_failed_permanently_before_is_not_started_and_blocks_its_dependants()
      throws InterruptedException {
    node("failed", "omp", 1, null);
    node("child", "imp", 1, "failed");
    node("other", "lamp", 1, null);
    givenUp = Map.of(nodes.get(0), diverged("before"));

    SweepOutcome outcome = drive();

    assertThat(started()).containsExactly("other");
    assertThat(outcome.failed()).isEqualTo(givenUp);
    assertThat(outcome.blocked()).containsOnlyKeys(nodes.get(1));
  }

  @Test
  void the_first_signal_lets_running_runs_finish_and_starts_no_more() throws InterruptedException {
    for (int i = 0; i < 6; i++) {
      node("run" + i, "omp", 1, null);
    }
    node("retried", "lamp", 50, null);
    runs.script("retried", IO);
    runs.onBegin(key -> cancelOnce());

    SweepOutcome outcome = drive();

    assertThat(runs.cancels).isZero();
    assertThat(started()).hasSize(1);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.cancelled()).as("the run that waits for its retry too").hasSize(7);
    assertThat(outcome.isComplete()).isFalse();
    assertThat(outcome.text()).isEqualTo("Cancelled: 7 runs remain; rerun the sweep to resume");
  }

  @Test
  void the_second_signal_cancels_running_runs() throws InterruptedException {
    node("long", "omp", 1, null);
    node("next", "imp", 1, "long");
    runs.hold("long");
    runs.onBegin(
        key -> {
          cancellation.escalate();
          cancellation.escalate();
        });

    SweepOutcome outcome = drive();

    assertThat(runs.cancels).isPositive();
    assertThat(outcome.cancelled()).hasSize(2);
  }

  private void cancelOnce() {
    if (cancellation.wish() == Cancellation.Wish.NONE) {
      cancellation.escalate();
    }
  }

  private static Failed diverged(String cause) {
    return new Failed(FailureKind.DIVERGED, cause);
  }

  /** Adds a run of {@code epochs} epochs, each of one pass. */
  private void node(String key, String method, int epochs, String parent) {
    RunSpec spec =
        new RunSpec(
            Datasets.ALL.choose("shapes", Map.of()),
            "f0",
            Architectures.ALL.choose("resnet20s", Map.of()),
            Precision.FLOAT32,
            new Unstructured(),
            Methods.ALL.choose(method, Map.of("epochs", epochs)),
            new Sparsity(0.5),
            nodes.size());
    nodes.add(
        new RunNode(
            new RunKey(key),
            spec,
            parent == null
                ? new Origin.Initialization()
                : new Descent(new RunKey(parent), "", new RunKey(parent))));
  }

  private SweepOutcome drive() throws InterruptedException {
    PartGraph whole = new PartGraph("all", List.of(), new RunGraph(nodes), 1);
    Plan plan = new Plan(new SweepGraph(List.of(whole), whole), Set.of());
    Progress progress = new Progress(plan, Map.of(), runs::slots, InstantSource.system());
    return new SweepDriver(
            plan, givenUp, runs, new FailurePolicy(3, BACK_OFF), cancellation, progress)
        .run();
  }

  private List<String> started() {
    return runs.log.stream()
        .filter(line -> line.startsWith("begin "))
        .map(line -> Arrays.asList(line.split(" ")).get(1))
        .toList();
  }
}
