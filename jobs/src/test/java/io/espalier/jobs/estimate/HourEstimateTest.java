// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import static io.espalier.jobs.plan.Cells.cell;
import static io.espalier.jobs.plan.Cells.run;
import static io.espalier.jobs.plan.Cells.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.plan.Cells;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.pruning.mask.Sparsity;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HourEstimateTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  /** Dense 10 → fine 4, dense → round 3 → round 3. */
  private static final SweepGraph SWEEP =
      sweep(cell("fine", new Sparsity(0.5), 1), cell("rounds", Sparsity.afterRounds(2), 1));

  private static final Plan UNTOUCHED = new Plan(SWEEP, Set.of());

  @Test
  void without_results_or_an_assumption_there_is_no_hour_estimate() {
    PlanSummary summary = PlanSummary.of(UNTOUCHED, 1, EstimateInputs.NONE);

    assertThat(summary.hours()).isNull();
    assertThat(summary.unpriced()).containsExactly("shapes resnet20s");
  }

  @Test
  void an_assumed_time_per_pass_is_reported_as_assumed() {
    HourEstimate hours =
        PlanSummary.of(UNTOUCHED, 2, basis(List.of(), OptionalDouble.of(360))).hours();

    // A pass takes a tenth of an hour: 10 passes, then 4 in parallel with 3 + 3.
    assertThat(hours.makespan()).isCloseTo(1.6, within(1e-9));
    assertThat(hours.lowerBound()).isCloseTo(1.6, within(1e-9));
    assertThat(hours.busy()).isCloseTo(2.0, within(1e-9));
    assertThat(hours.assumed()).isEqualTo(360);
    assertThat(hours.assumedRuns()).isEqualTo(4);
    assertThat(hours.seen()).isZero();
    assertThat(hours.device()).isNull();
    assertThat(hours.priceWhole()).isNull();
    assertThat(PlanSummary.of(UNTOUCHED, 2, basis(List.of(), OptionalDouble.of(360))).text())
        .contains("    assuming 360 seconds per pass, as given, for 4 runs");
  }

  @Test
  void observed_runs_take_precedence_over_the_assumption() {
    List<Seen> seen = List.of(new Seen("shapes resnet20s", "unstructured", "fine", 1, 3600));
    HourEstimate hours = PlanSummary.of(UNTOUCHED, 1, basis(seen, OptionalDouble.of(1))).hours();

    assertThat(hours.busy()).isCloseTo(20, within(1e-9));
    assertThat(hours.assumed()).isNull();
    assertThat(hours.seen()).isEqualTo(1);
    assertThat(hours.device()).isEqualTo("a CPU");
  }

  @Test
  void only_runs_to_do_take_hours() {
    Plan left = new Plan(SWEEP, Set.of(run(SWEEP, "dense", Sparsity.DENSE).key()));
    HourEstimate hours = PlanSummary.of(left, 1, basis(List.of(), OptionalDouble.of(360))).hours();

    assertThat(hours.makespan()).isCloseTo(1.0, within(1e-9));
  }

  @Test
  void idle_slots_raise_the_ratio_to_the_lower_bound() {
    // Three equal runs on two slots take 20 passes; the lower bound is 15.
    SweepGraph three = sweep(Cells.dense(1), Cells.dense(2), Cells.dense(3));
    HourEstimate hours =
        PlanSummary.of(new Plan(three, Set.of()), 2, basis(List.of(), OptionalDouble.of(360)))
            .hours();

    assertThat(hours.ratio()).isCloseTo(4 / 3.0, within(1e-9));
  }

  @Test
  void a_finished_sweep_takes_no_hours() {
    Set<RunKey> all = Set.copyOf(SWEEP.whole().graph().nodes().stream().map(RunNode::key).toList());
    HourEstimate hours = PlanSummary.of(new Plan(SWEEP, all), 1, EstimateInputs.NONE).hours();

    assertThat(hours.makespan()).isZero();
    assertThat(hours.ratio()).isEqualTo(1);
  }

  private static EstimateInputs basis(List<Seen> seen, OptionalDouble assumed) {
    return new EstimateInputs(Map.of(), seen, seen.isEmpty() ? "" : "a CPU", assumed, NONE);
  }
}
