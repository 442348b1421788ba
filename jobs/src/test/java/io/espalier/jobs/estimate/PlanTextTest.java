// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import static io.espalier.jobs.plan.Cells.SHAPES;
import static io.espalier.jobs.plan.Cells.cell;
import static io.espalier.jobs.plan.Cells.method;
import static io.espalier.jobs.plan.Cells.run;
import static io.espalier.jobs.plan.Cells.sweep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.jobs.plan.SweepGraph;
import io.espalier.jobs.sweep.Part;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.measure.NetworkSize;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  private static final Sparsity HALF = new Sparsity(0.5);
  private static final Sparsity ROUND_2 = Sparsity.afterRounds(2);

  private static final Part TUNED =
      new Part(
          "tuned",
          List.of(
              cell(method("dense"), method("fine", 1234.5), HALF, 1), cell("rounds", ROUND_2, 1)));
  private static final Part AT_INITIALISATION =
      new Part("at-initialisation", List.of(cell("fresh", HALF, 1)));

  private static final EstimateInputs BASIS =
      new EstimateInputs(
          Map.of(
              "shapes resnet20s",
              new SettingFacts(
                  new NetworkSize(1_000_000, 800_000, 0, 7_000_000, 500_000),
                  OptionalInt.of(2000))),
          List.of(
              new Seen("shapes resnet20s", "unstructured", "fine", 2, 20),
              new Seen("shapes resnet20s", "unstructured", "rounds", 10, 28)),
          "a CPU (1 thread per run)",
          OptionalDouble.empty(),
          OptionalDouble.of(1.5));

  @Test
  void the_columns_of_the_text_are_aligned() {
    SweepGraph sweep = sweep(TUNED, AT_INITIALISATION);
    Plan plan = new Plan(sweep, Set.of(run(sweep, "dense", Sparsity.DENSE).key()));

    assertThat(PlanSummary.of(plan, 2, EstimateInputs.NONE).text())
        .isEqualToNormalizingNewlines(
            """
            | method              | cells | runs | done | to do | passes to do |
            | ------------------- | ----: | ---: | ---: | ----: | -----------: |
            | dense               |     0 |    1 |    1 |     0 |            0 |
            | fine(passes=1234.5) |     1 |    1 |    0 |     1 |      1,234.5 |
            | rounds              |     1 |    2 |    0 |     2 |            6 |
            | fresh               |     1 |    1 |    0 |     1 |            2 |
            | all                 |     3 |    5 |    1 |     4 |      1,242.5 |

            | part              | cells | runs |  passes | passes to do | unshared |   share |
            | ----------------- | ----: | ---: | ------: | -----------: | -------: | ------: |
            | tuned             |     2 |    4 | 1,250.5 |      1,240.5 |  1,260.5 |  99.2 % |
            | at-initialisation |     1 |    2 |      12 |            2 |       12 | 100.0 % |
            | all               |     3 |    5 | 1,252.5 |      1,242.5 |  1,272.5 |  98.4 % |

            longest path to do           1,234.5
            passes on 2 slots            1,234.5  lower bound 1,234.5
            """);
  }

  @Test
  void a_sweep_with_one_part_has_no_total_line_for_parts() {
    assertThat(
            PlanSummary.of(new Plan(sweep(AT_INITIALISATION), Set.of()), 1, EstimateInputs.NONE)
                .text()
                .lines())
        .filteredOn(line -> line.startsWith("| all "))
        .hasSize(1);
  }

  @Test
  void passes_within_rounding_error_of_a_whole_number_are_shown_as_whole() {
    SweepGraph sweep = sweep(cell(method("dense"), method("fine", 4.999_999_999), HALF, 1));

    assertThat(PlanSummary.of(new Plan(sweep, Set.of()), 1, EstimateInputs.NONE).text())
        .contains("passes on 1 slot                  15  lower bound 15\n");
  }

  @Test
  void datasets_that_were_not_read_are_listed() {
    SweepGraph sweep = SweepGraph.of(List.of(AT_INITIALISATION), Map.of(SHAPES, RunSpec.NOT_READ));

    assertThat(PlanSummary.of(new Plan(sweep, Set.of()), 1, EstimateInputs.NONE).text().lines())
        .last()
        .isEqualTo("not read: shapes (no folder is set); keys are provisional");
  }

  @Test
  void the_json_has_every_field() throws Exception {
    Plan plan = new Plan(sweep(TUNED, AT_INITIALISATION), Set.of());
    JsonNode json =
        new ObjectMapper().readTree(PlanSummary.of(plan, 2, EstimateInputs.NONE).json());

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "slots",
            "cells",
            "runs",
            "done",
            "to_do",
            "passes",
            "passes_to_do",
            "passes_alone",
            "share",
            "longest_path",
            "lower_bound",
            "makespan",
            "parts",
            "methods",
            "not_read",
            "bytes",
            "not_sized",
            "unpriced",
            "hours",
            "memory");
    assertThat(json.get("passes_alone").asDouble()).isEqualTo(1272.5);
    assertThat(json.get("parts").get(1).toString())
        .isEqualTo(
            "{\"part\":\"at-initialisation\",\"cells\":1,\"runs\":2,\"passes\":12.0,"
                + "\"passes_to_do\":12.0,\"passes_alone\":12.0,\"share\":1.0,\"bytes\":null}");
    assertThat(json.get("methods").get(2).toString())
        .isEqualTo(
            "{\"method\":\"rounds\",\"cells\":1,\"runs\":2,\"done\":0,\"to_do\":2,\"passes_to_do\":6.0}");
    assertThat(json.get("not_read")).isEmpty();
    assertThat(json.get("not_sized")).hasToString("[\"shapes resnet20s\"]");
    assertThat(json.get("unpriced")).hasToString("[\"shapes resnet20s\"]");
    assertThat(json.get("hours").isNull()).isTrue();
  }

  @Test
  void bytes_hours_and_prices_are_shown_when_they_are_known() throws Exception {
    SweepGraph sweep = sweep(TUNED, AT_INITIALISATION);
    PlanSummary summary =
        PlanSummary.of(
            new Plan(sweep, Set.of(run(sweep, "dense", Sparsity.DENSE).key())), 2, BASIS);

    // Dense has 44.1 MB, the others 8.1 MB each. Fine takes 1234.5 passes of 10 s, rounds 2 · 3
    // passes of 2.8 s, and fresh 2 passes of 48 s ÷ 12, the mean of all observed passes.
    assertThat(summary.text())
        .contains(
            """
            | part              | cells | runs |  passes | passes to do | unshared |   share |    disk |
            | ----------------- | ----: | ---: | ------: | -----------: | -------: | ------: | ------: |
            | tuned             |     2 |    4 | 1,250.5 |      1,240.5 |  1,260.5 |  99.2 % | 68.4 MB |
            | at-initialisation |     1 |    2 |      12 |            2 |       12 | 100.0 % | 52.2 MB |
            | all               |     3 |    5 | 1,252.5 |      1,242.5 |  1,272.5 |  98.4 % | 76.5 MB |

            longest path to do           1,234.5
            passes on 2 slots            1,234.5  lower bound 1,234.5
            hours on 2 slots                3.43  lower bound 3.43 (1.00 times that), 3.44 busy hours
                based on 2 runs in the results on a CPU (1 thread per run)
            price of all slots             10.29  5.15 for busy hours only
            """);
    JsonNode json = new ObjectMapper().readTree(summary.json());
    assertThat(json.get("bytes").asLong()).isEqualTo(76_500_000);
    assertThat(json.get("hours").get("busy").asDouble()).isCloseTo(12_369.8 / 3600.0, within(1e-9));
    assertThat(json.get("hours").get("price_whole").asDouble())
        .isCloseTo(12_345 / 3600.0 * 2 * 1.5, within(1e-9));
    assertThat(json.get("hours").get("assumed_runs").asInt()).isZero();
  }
}
