// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.MeasuredOn;
import io.espalier.jobs.store.RobustnessRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RobustnessTest {
  private static final String SHOWN =
      "method, sparsity, round(accuracy, 4), round(difference, 4), round(corrupted_accuracy, 4),"
          + " round(corrupted_difference, 4), round(error_ratio, 4), corruptions, seeds";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  /**
   * Of seed 1: under fog 0.6 and 0.4 beside the dense 0.7 and 0.5, errors 0.5 ÷ 0.4 = 1.25; under
   * contrast 0.8 beside 0.8, 1. Of seed 2: 0.5 beside 0.5 in all severities, 1 and 1.
   */
  @Test
  void a_ticket_is_compared_with_the_dense_run_of_its_seed() throws IOException {
    SampleRun one = dense1.pruned("imp", "", 0.5, 0.9);
    SampleRun two = dense2.pruned("imp", "", 0.5, 0.9);
    SampleRun fresh = dense1.pruned("snip", "", 0.5, 0.88).fromInitialisation();
    bench.write(dense1, dense2, one, two, fresh);
    measured(dense1, 1, 0.90, List.of(0.7, 0.5), List.of(0.8));
    measured(dense2, 1, 0.92, List.of(0.5, 0.5), List.of(0.5));
    measured(one, 1, 0.91, List.of(0.6, 0.4), List.of(0.8));
    measured(two, 1, 0.91, List.of(0.5, 0.5), List.of(0.5));
    measured(fresh, 1, 0.88, List.of(0.7, 0.5), List.of(0.6));

    assertThat(bench.ask("robustness", SHOWN))
        .containsExactly(
            "[dense,0.0,0.91,null,0.6,null,null,contrast fog,2]",
            "[imp,0.5,0.91,0.0,0.575,-0.025,1.0625,contrast fog,2]",
            "[snip,0.5,0.88,-0.02,0.6,-0.1,1.5,contrast fog,1]"); // the mean of 1 and 0.4 ÷ 0.2
    assertThat(
            bench.ask(
                "corruptions",
                "corruption, method, round(accuracy, 4), round(difference, 4),"
                    + " round(error_ratio, 4), seeds"))
        .containsExactly(
            "[contrast,dense,0.65,null,null,2]",
            "[contrast,imp,0.65,0.0,1.0,2]",
            "[contrast,snip,0.6,-0.2,2.0,1]",
            "[fog,dense,0.55,null,null,2]",
            "[fog,imp,0.5,-0.05,1.125,2]",
            "[fog,snip,0.6,0.0,1.0,1]");
    assertThat(bench.ask("robustness", "round(corrupted_difference_ci95, 4)"))
        .as("12.7062 · half of the difference of the two seeds, -0.05 and 0")
        .contains("[0.3177]");
  }

  @Test
  void the_last_measurement_of_a_severity_counts() throws IOException {
    bench.write(dense1, dense1.pruned("imp", "", 0.5, 0.9));
    measured(dense1, 2, 0.9, List.of(0.7), List.of(0.6));
    measured(dense1, 1, 0.1, List.of(0.1), List.of(0.1));

    assertThat(bench.ask("robustness", SHOWN))
        .containsExactly("[dense,0.0,0.9,null,0.65,null,null,contrast fog,1]");
  }

  @Test
  void means_over_other_corruptions_are_rows_of_their_own() throws IOException {
    bench.write(dense1, dense2);
    measured(dense1, 1, 0.9, List.of(0.7), List.of());
    measured(dense2, 1, 0.92, List.of(), List.of(0.5));

    assertThat(bench.ask("robustness", SHOWN))
        .containsExactly(
            "[dense,0.0,0.92,null,0.5,null,null,contrast,1]",
            "[dense,0.0,0.9,null,0.7,null,null,fog,1]");
  }

  @Test
  void without_the_dense_run_there_is_no_difference() throws IOException {
    SampleRun imp = dense1.pruned("imp", "", 0.5, 0.9);
    bench.write(dense1, imp);
    measured(imp, 1, 0.9, List.of(0.7), List.of(0.6));

    assertThat(bench.ask("robustness", SHOWN))
        .containsExactly("[imp,0.5,0.9,null,0.65,null,null,contrast fog,1]");
    Report report = Report.of(bench.spark(), bench.store());
    assertThat(report.figures("robustness")).hasSize(1);
    assertThat(report.figures("corruptions")).hasSize(2);
    assertThat(report.markdown()).contains("## Does a winning ticket keep its robustness?");
  }

  @Test
  void without_measurements_there_is_no_part() throws IOException {
    bench.write(dense1, dense1.pruned("imp", "", 0.5, 0.9));

    assertThat(bench.ask("robustness", SHOWN)).isEmpty();
    assertThat(bench.ask("corruptions", "method")).isEmpty();
  }

  private static void measured(
      SampleRun run, long at, double plain, List<Double> fog, List<Double> contrast)
      throws IOException {
    List<RobustnessRow> rows = new ArrayList<>();
    rows.add(row(run, "none", 0, plain, at));
    for (int i = 0; i < fog.size(); i++) {
      rows.add(row(run, "fog", i + 1, fog.get(i), at));
    }
    for (int i = 0; i < contrast.size(); i++) {
      rows.add(row(run, "contrast", i + 1, contrast.get(i), at));
    }
    bench.store().writeRobustness(rows);
  }

  private static RobustnessRow row(
      SampleRun run, String corruption, int severity, double accuracy, long at) {
    MeasuredOn on = new MeasuredOn("cpu", "any", "host", at, "0.1.0");
    return new RobustnessRow(run.key(), corruption, severity, 100, accuracy, 1, 0.5, on);
  }
}
