// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import static io.espalier.jobs.plan.Cells.cell;
import static io.espalier.jobs.plan.Cells.method;
import static io.espalier.jobs.plan.Cells.run;
import static io.espalier.jobs.plan.Cells.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanSummaryTest {
  private static final Sparsity HALF = new Sparsity(0.5);
  private static final Sparsity ROUND_1 = Sparsity.afterRounds(1);
  private static final Sparsity ROUND_2 = Sparsity.afterRounds(2);

  /** dense 10 → fine 4, dense → round 3 → round 3; fresh 2. */
  private static final SweepGraph SWEEP =
      sweep(
          cell("fine", HALF, 1),
          cell("rounds", ROUND_2, 1),
          cell("rounds", ROUND_1, 1),
          cell("fresh", HALF, 1));

  @Test
  void a_plan_without_results_has_all_runs_to_do() {
    Plan plan = new Plan(SWEEP, Set.of());
    PlanSummary summary = PlanSummary.of(plan, 1, EstimateInputs.NONE);

    assertThat(plan.toDo()).isEqualTo(SWEEP.whole().graph().nodes());
    assertThat(summary.cells()).isEqualTo(4);
    assertThat(summary.runs()).isEqualTo(5);
    assertThat(summary.done()).isZero();
    assertThat(summary.toDo()).isEqualTo(5);
    assertThat(summary.passes()).isEqualTo(10 + 4 + 3 + 3 + 2);
    assertThat(summary.passesToDo()).isEqualTo(22);
    assertThat(summary.longestPath()).isEqualTo(16);
  }

  @Test
  void passes_without_sharing_count_the_dense_run_and_all_rounds_for_each_cell() {
    assertThat(PlanSummary.of(new Plan(SWEEP, Set.of()), 1, EstimateInputs.NONE).passesAlone())
        .isEqualTo((10 + 4) + (10 + 3 + 3) + (10 + 3) + (10 + 2));
  }

  @Test
  void done_runs_are_not_rerun() {
    RunKey dense = run(SWEEP, "dense", Sparsity.DENSE).key();
    RunKey first = run(SWEEP, "rounds", ROUND_1).key();
    Plan plan = new Plan(SWEEP, Set.of(dense, first, new RunKey("of another sweep")));
    PlanSummary summary = PlanSummary.of(plan, 2, EstimateInputs.NONE);

    assertThat(plan.toDo())
        .containsExactly(
            run(SWEEP, "fine", HALF), run(SWEEP, "rounds", ROUND_2), run(SWEEP, "fresh", HALF));
    assertThat(summary.done()).isEqualTo(2);
    assertThat(summary.passes()).isEqualTo(22);
    assertThat(summary.passesToDo()).isEqualTo(4 + 3 + 2);
    assertThat(summary.longestPath()).isEqualTo(4);
    assertThat(summary.makespan()).isEqualTo(5);
  }

  @Test
  void a_run_without_a_row_is_run_even_if_its_children_are_done() {
    Plan plan = new Plan(SWEEP, Set.of(run(SWEEP, "rounds", ROUND_2).key()));

    assertThat(plan.toDo()).contains(run(SWEEP, "rounds", ROUND_1)).hasSize(4);
    assertThat(PlanSummary.of(plan, 9, EstimateInputs.NONE).longestPath()).isEqualTo(10 + 4);
    assertThat(PlanSummary.of(plan, 9, EstimateInputs.NONE).makespan()).isEqualTo(10 + 4);
  }

  @Test
  void a_finished_plan_takes_no_time() {
    Set<RunKey> all =
        SWEEP.whole().graph().nodes().stream().map(RunNode::key).collect(Collectors.toSet());
    PlanSummary summary = PlanSummary.of(new Plan(SWEEP, all), 3, EstimateInputs.NONE);

    assertThat(summary.toDo()).isZero();
    assertThat(summary.makespan()).isZero();
    assertThat(summary.lowerBound()).isZero();
  }

  @Test
  void with_one_slot_the_makespan_is_the_total_work() {
    PlanSummary summary = PlanSummary.of(new Plan(SWEEP, Set.of()), 1, EstimateInputs.NONE);

    assertThat(summary.makespan()).isEqualTo(22);
    assertThat(summary.lowerBound()).isEqualTo(22);
  }

  /** Scores 8, dense 4, two methods of 2 each: they start after both of their parents, and once. */
  @Test
  void a_run_with_two_parents_starts_once_and_after_both() {
    Choice<DataPruning> half =
        DataPruning.chosen(Map.of("keep", 0.5, "balanced", false, "seeds", 1, "score_epochs", 8));
    Choice<PruningMethod> dense = Methods.ALL.choose("dense", Map.of("epochs", 8));
    Choice<PruningMethod> omp = Methods.ALL.choose("omp", Map.of("epochs", 4));
    SweepGraph sweep =
        sweep(
            cell(dense, omp, HALF, 1).on(half),
            cell(dense, omp, Sparsity.afterRounds(3), 1).on(half));
    Plan plan = new Plan(sweep, Set.of());

    assertThat(PlanSummary.of(plan, 1, EstimateInputs.NONE).makespan()).isEqualTo(8 + 4 + 2 + 2);
    assertThat(PlanSummary.of(plan, 4, EstimateInputs.NONE).makespan()).isEqualTo(8 + 4 + 2);
  }

  @Test
  void with_many_slots_the_makespan_is_the_longest_path() {
    PlanSummary summary = PlanSummary.of(new Plan(SWEEP, Set.of()), 99, EstimateInputs.NONE);

    assertThat(summary.makespan()).isEqualTo(16);
    assertThat(summary.lowerBound()).isEqualTo(16);
  }

  @Test
  void a_free_slot_takes_the_run_with_the_longest_remaining_path() {
    // Dense runs take 10. With the longest path first, seed 3 and one of the others end at 10. The
    // last dense run ends at 20, in parallel with the 9 passes of rounds, and its fine run at 24.
    // In the order of the grid, seed 3 would start at 10 and end at 29.
    SweepGraph sweep =
        sweep(
            cell("fine", HALF, 1),
            cell("fine", HALF, 2),
            cell("rounds", Sparsity.afterRounds(3), 3));

    PlanSummary summary = PlanSummary.of(new Plan(sweep, Set.of()), 2, EstimateInputs.NONE);

    assertThat(summary.makespan()).isEqualTo(24);
    assertThat(summary.lowerBound()).isEqualTo((3 * 10 + 2 * 4 + 9) / 2.0);
  }

  @Test
  void a_finished_run_frees_its_dependants_at_once() {
    SweepGraph sweep =
        sweep(
            cell(method("dense", 1), method("fine", 9), HALF, 1),
            cell(method("dense", 10), method("fresh"), HALF, 2));

    assertThat(PlanSummary.of(new Plan(sweep, Set.of()), 3, EstimateInputs.NONE).makespan())
        .isEqualTo(10);
  }

  @Test
  void runs_that_end_together_free_their_dependants_together() {
    // Three dense runs end at 10. Then the runs of 20, 18 and 11 start, and that of 10 follows that
    // of 11: 10 + 11 + 10. Each seed takes a turn as the one with two dependants, because the order
    // must not depend on keys.
    for (long turn = 0; turn < 3; turn++) {
      long first = 1 + turn;
      long second = 1 + (turn + 1) % 3;
      long third = 1 + (turn + 2) % 3;
      SweepGraph sweep =
          sweep(
              cell(method("dense"), method("fine", 20), HALF, first),
              cell(method("dense"), method("fine", 18), HALF, first),
              cell(method("dense"), method("fine", 11), HALF, second),
              cell(method("dense"), method("fine", 10), HALF, third));

      assertThat(PlanSummary.of(new Plan(sweep, Set.of()), 3, EstimateInputs.NONE).makespan())
          .isEqualTo(31);
    }
  }

  @Test
  void zero_slots_are_rejected() {
    Plan plan = new Plan(SWEEP, Set.of());

    assertThatThrownBy(() -> PlanSummary.of(plan, 0, EstimateInputs.NONE))
        .hasMessage("Invalid slots: 0, must be at least 1");
  }
}
