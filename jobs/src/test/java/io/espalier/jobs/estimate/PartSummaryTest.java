// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import static io.espalier.jobs.plan.Cells.cell;
import static io.espalier.jobs.plan.Cells.method;
import static io.espalier.jobs.plan.Cells.run;
import static io.espalier.jobs.plan.Cells.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.sweep.Part;
import io.espalier.pruning.mask.Sparsity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Passes: dense 10, fine 4, a round 3, fresh 2. */
class PartSummaryTest {
  private static final Sparsity HALF = new Sparsity(0.5);
  private static final Sparsity ROUND_1 = Sparsity.afterRounds(1);
  private static final Sparsity ROUND_3 = Sparsity.afterRounds(3);

  private static final SweepGraph SWEEP =
      sweep(
          new Part("tuned", List.of(cell("fine", HALF, 1), cell("rounds", ROUND_3, 1))),
          new Part("both", List.of(cell("rounds", ROUND_1, 1), cell("fresh", HALF, 1))));

  @Test
  void each_part_is_counted_alone_and_the_total_counts_shared_runs_once() {
    PlanSummary summary = PlanSummary.of(new Plan(SWEEP, Set.of()), 1, EstimateInputs.NONE);

    // tuned: dense 10, fine 4, three rounds 9; both: dense 10, a round 3, fresh 2
    assertThat(summary.parts())
        .extracting(PartSummary::part, PartSummary::cells, PartSummary::runs, PartSummary::passes)
        .containsExactly(tuple("tuned", 2, 5, 23.0), tuple("both", 2, 3, 15.0));
    assertThat(summary.cells()).isEqualTo(4);
    assertThat(summary.runs()).isEqualTo(6);
    assertThat(summary.passes()).isEqualTo(25);
  }

  @Test
  void the_share_is_relative_to_each_cell_alone_with_its_own_dense_run() {
    PlanSummary summary = PlanSummary.of(new Plan(SWEEP, Set.of()), 1, EstimateInputs.NONE);

    assertThat(summary.parts())
        .extracting(PartSummary::passesAlone)
        .containsExactly((10.0 + 4) + (10 + 9), (10.0 + 3) + (10 + 2));
    assertThat(summary.parts().get(0).share()).isEqualTo(23 / 33.0, within(1e-12));
    assertThat(summary.share()).isEqualTo(25 / (33.0 + 25), within(1e-12));
  }

  @Test
  void a_cell_in_two_parts_is_one_cell_of_the_total() {
    Part part = new Part("a", List.of(cell("fine", HALF, 1)));
    PlanSummary summary =
        PlanSummary.of(
            new Plan(sweep(part, new Part("b", part.cells())), Set.of()), 1, EstimateInputs.NONE);

    assertThat(summary.cells()).isEqualTo(1);
    assertThat(summary.passesAlone()).isEqualTo(14);
  }

  @Test
  void a_done_run_is_done_in_every_part_that_needs_it() {
    Set<RunKey> done = Set.of(run(SWEEP, "dense", Sparsity.DENSE).key());

    assertThat(PlanSummary.of(new Plan(SWEEP, done), 1, EstimateInputs.NONE).parts())
        .extracting(PartSummary::passes, PartSummary::passesToDo)
        .containsExactly(tuple(23.0, 13.0), tuple(15.0, 5.0));
  }

  @Test
  void cells_that_share_one_run_are_counted_individually() {
    // A method at initialisation has one run for both variants of the dense run.
    SweepGraph sweep =
        sweep(
            cell(method("dense"), method("fresh"), HALF, 1),
            cell(method("dense", 7), method("fresh"), HALF, 1));
    PlanSummary summary = PlanSummary.of(new Plan(sweep, Set.of()), 1, EstimateInputs.NONE);

    assertThat(summary.runs()).isEqualTo(3);
    assertThat(summary.cells()).isEqualTo(2);
    assertThat(summary.passesAlone()).isEqualTo((10 + 2) + (7 + 2));
    assertThat(summary.methods())
        .extracting(MethodSummary::method, MethodSummary::cells, MethodSummary::runs)
        .containsExactly(
            tuple("dense", 0, 1), tuple("fresh", 2, 1), tuple("dense(passes=7.0)", 0, 1));
  }
}
