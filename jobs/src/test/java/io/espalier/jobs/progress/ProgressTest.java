// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.Part;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.train.Cost;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Evaluation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Choice<ImageDataset> SHAPES = Datasets.ALL.choose("shapes", Map.of());
  private static final Choice<Architecture> SMALL = model("resnet20s");
  private static final Choice<Architecture> LARGE = model("resnet18");
  private static final Choice<PruningMethod> DENSE = method("dense", 10);

  private Instant now = Instant.EPOCH;

  /** Dense 10 passes, then three IMP rounds of 4 passes each, one after the other. */
  private final SweepGraph chain = sweep(cell(SMALL, "imp", 4, Sparsity.afterRounds(3), 1));

  @Test
  void the_time_left_is_unknown_before_an_epoch_has_ended() {
    Plan plan = new Plan(chain, Set.of());
    Progress progress = progress(plan, Map.of(), 2);
    progress.started(plan.toDo().get(0));
    wait(5);

    assertThat(progress.snapshot().line())
        .isEqualTo("0 of 4 runs, 0.0 of 22.0 passes, 0:00:05 elapsed, ? left");
  }

  @Test
  void slots_that_a_chain_cannot_use_do_not_shorten_the_time_left() {
    Plan plan = new Plan(chain, Set.of());
    Progress progress = progress(plan, Map.of(), 2);
    RunNode dense = plan.toDo().get(0);
    progress.started(dense);
    wait(15);
    progress.reached(epoch(dense, 5, 15));

    assertThat(progress.snapshot().line())
        .isEqualTo("0 of 4 runs, 5.0 of 22.0 passes, 0:00:15 elapsed, 0:00:51 left");
  }

  @Test
  void the_time_left_counts_down_between_two_epochs() {
    Plan plan = new Plan(chain, Set.of());
    Progress progress = progress(plan, Map.of(), 1);
    RunNode dense = plan.toDo().get(0);
    progress.started(dense);
    wait(15);
    progress.reached(epoch(dense, 5, 15));
    wait(2);

    assertThat(progress.snapshot().remaining()).contains(Duration.ofSeconds(49));
    wait(1000);
    assertThat(progress.snapshot().remaining()).contains(Duration.ofSeconds(12 * 3));
  }

  @Test
  void the_time_left_of_a_run_counts_down_from_its_start_in_a_slot() {
    Plan plan =
        new Plan(
            sweep(
                cell(SMALL, "imp", 4, Sparsity.afterRounds(1), 1),
                cell(SMALL, "omp", 4, new Sparsity(0.5), 1)),
            Set.of());
    Progress progress = progress(plan, Map.of(), 2);
    RunNode dense = run(plan, SMALL, "dense");
    RunNode imp = run(plan, SMALL, "imp");
    progress.started(dense);
    wait(10);
    progress.reached(epoch(dense, 10, 10));
    progress.finished(dense);
    progress.started(imp);
    progress.started(run(plan, SMALL, "omp"));
    wait(100);
    assertThat(progress.snapshot().remaining()).contains(Duration.ofSeconds(4));

    plan.toDo().forEach(node -> progress.begins(new RunBegins(node.key())));
    wait(1);

    assertThat(progress.snapshot().remaining()).contains(Duration.ofSeconds(3));
    assertThat(progress.snapshot().inFlight()).as("none that has ended").hasSize(2);
  }

  @Test
  void passes_before_the_resumed_checkpoint_do_not_count_for_the_pace() {
    Plan plan = new Plan(chain, Set.of());
    Progress progress = progress(plan, Map.of(), 1);
    RunNode dense = plan.toDo().get(0);
    progress.started(dense);
    wait(3);
    EpochReport ninth = // eight of its passes are of earlier attempts
        new EpochReport("train", 9, 10, 2, new Evaluation(0.5, 1, 1), new Cost(9, 0, 27));
    progress.reached(EpochReached.of(dense.key(), ninth, 3));

    assertThat(progress.snapshot().remaining()).contains(Duration.ofSeconds(13 * 3));
  }

  @Test
  void evaluation_and_loading_count_for_the_pace() {
    Plan plan = new Plan(chain, Set.of());
    Progress progress = progress(plan, Map.of(), 1);
    RunNode dense = plan.toDo().get(0);
    progress.started(dense);
    wait(6);
    EpochReport second =
        new EpochReport("train", 2, 10, 2, new Evaluation(0.5, 1, 1), new Cost(2, 0, 5));
    progress.reached(EpochReached.of(dense.key(), second, 6));

    assertThat(progress.snapshot().remaining()).contains(Duration.ofSeconds(20 * 3));
  }

  @Test
  void networks_not_run_yet_are_scaled_by_their_operations() {
    SweepGraph sweep =
        sweep(
            cell(SMALL, "omp", 4, new Sparsity(0.5), 1),
            cell(LARGE, "omp", 4, new Sparsity(0.5), 1));
    Plan plan = new Plan(sweep, Set.of());
    Progress progress = progress(plan, Map.of("shapes resnet20s", 1.0, "shapes resnet18", 14.0), 1);
    RunNode dense = run(plan, SMALL, "dense");
    progress.started(dense);
    wait(10);
    progress.reached(epoch(dense, 10, 10));
    progress.finished(dense);

    assertThat(progress.snapshot().remaining()).contains(Duration.ofSeconds(4 + 14 * 10 + 14 * 4));
  }

  @Test
  void descendants_of_a_failed_run_do_not_count_for_the_passes_or_the_time_left() {
    Plan plan =
        new Plan(
            sweep(
                cell(SMALL, "imp", 4, Sparsity.afterRounds(3), 1),
                cell(SMALL, "random", 2, new Sparsity(0.5), 1)),
            Set.of());
    Progress progress = progress(plan, Map.of(), 2);
    RunNode dense = run(plan, SMALL, "dense");
    RunNode random = run(plan, SMALL, "random");
    progress.started(dense);
    progress.started(random);
    wait(1);
    progress.reached(epoch(random, 1, 1));
    progress.failed(new FailedRun(dense, "OOM", "out of memory"));

    assertThat(progress.snapshot().line())
        .isEqualTo(
            "0 of 5 runs, 1.0 of 2.0 passes, 0:00:01 elapsed, 0:00:01 left, 1 failed, 3 blocked");
  }

  @Test
  void a_run_that_waits_for_its_retry_is_counted_and_the_time_left_includes_the_wait() {
    Plan plan =
        new Plan(
            sweep(cell(SMALL, "omp", 4, new Sparsity(0.5), 1)), Set.of()); // dense 10, omp 4 passes
    Progress progress = progress(plan, Map.of(), 2);
    RunNode dense = run(plan, SMALL, "dense");
    progress.started(dense);
    wait(10);
    progress.reached(epoch(dense, 10, 10));
    progress.finished(dense);
    RunNode omp = run(plan, SMALL, "omp");
    progress.started(omp);
    progress.waits(omp, Duration.ofMinutes(4));
    wait(40);

    assertThat(progress.snapshot().line())
        .isEqualTo(
            "1 of 2 runs, 10.0 of 14.0 passes, 0:00:50 elapsed, 0:03:24 left,"
                + " 1 waiting for a retry (next in 0:03:20)");
    wait(1000);
    assertThat(progress.snapshot().waits()).containsExactly(Duration.ZERO);
    progress.started(omp);
    assertThat(progress.snapshot().waits()).isEmpty();
  }

  @Test
  void runs_done_before_the_sweep_are_not_counted() {
    Plan all = new Plan(chain, Set.of());
    Plan plan = new Plan(chain, Set.of(all.toDo().get(0).key(), all.toDo().get(1).key()));
    Progress progress = progress(plan, Map.of(), 1);
    RunNode second = plan.toDo().get(0);
    progress.started(second);
    wait(8);
    progress.reached(epoch(second, 4, 8));
    progress.finished(second);

    assertThat(progress.snapshot().line())
        .isEqualTo("1 of 2 runs, 4.0 of 8.0 passes, 0:00:08 elapsed, 0:00:08 left");
  }

  @Test
  void an_epoch_reported_after_its_run_finished_changes_nothing() {
    Plan plan = new Plan(chain, Set.of());
    Progress progress = progress(plan, Map.of(), 1);
    RunNode dense = plan.toDo().get(0);
    progress.started(dense);
    progress.finished(dense);
    ProgressSnapshot before = progress.snapshot();
    progress.reached(epoch(dense, 9, 9));

    assertThat(progress.snapshot()).isEqualTo(before);
  }

  @Test
  void a_run_in_flight_has_a_line() {
    Plan plan = new Plan(chain, Set.of());
    Progress progress = progress(plan, Map.of(), 1);
    RunNode dense = plan.toDo().get(0);
    progress.started(dense);
    String name = dense.key().brief() + " dense(epochs=10) 0.00 % shapes resnet20s seed 1";

    assertThat(progress.snapshot().inFlight())
        .singleElement()
        .extracting(RunInFlight::line)
        .isEqualTo(name + ": waits for a slot");

    progress.begins(new RunBegins(dense.key()));

    assertThat(progress.snapshot().inFlight())
        .singleElement()
        .extracting(RunInFlight::line)
        .isEqualTo(name + ": first epoch");

    progress.reached(epoch(dense, 5, 15));

    assertThat(progress.snapshot().inFlight())
        .singleElement()
        .extracting(RunInFlight::line)
        .isEqualTo(name + ": train, epoch 5 of 10, 87.50 %");
  }

  private void wait(int seconds) {
    now = now.plusSeconds(seconds);
  }

  private Progress progress(Plan plan, Map<String, Double> work, int slots) {
    return new Progress(plan, work, () -> slots, () -> now);
  }

  private static EpochReached epoch(RunNode run, int epoch, double seconds) {
    return new EpochReached(run.key(), "train", epoch, 10, epoch, 0.875, seconds);
  }

  private static RunNode run(Plan plan, Choice<Architecture> model, String method) {
    return plan.graph().nodes().stream()
        .filter(node -> node.spec().model().equals(model))
        .filter(node -> node.spec().method().name().equals(method))
        .findFirst()
        .orElseThrow();
  }

  private static SweepGraph sweep(Cell... cells) {
    return SweepGraph.of(
        List.of(new Part("grid", Stream.of(cells).toList())), Map.of(SHAPES, "f0"));
  }

  private static Cell cell(
      Choice<Architecture> model, String method, int epochs, Sparsity sparsity, long seed) {
    return new Cell(
        SHAPES,
        model,
        Precision.FLOAT32,
        new Unstructured(),
        DENSE,
        method(method, epochs),
        sparsity,
        seed);
  }

  private static Choice<Architecture> model(String name) {
    return Architectures.ALL.choose(name, Map.of());
  }

  private static Choice<PruningMethod> method(String name, int epochs) {
    return Methods.ALL.choose(name, Map.of("epochs", epochs));
  }
}
