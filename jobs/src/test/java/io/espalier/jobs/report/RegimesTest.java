// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.measure.Connectivity;
import io.espalier.jobs.store.ConnectivityRow;
import io.espalier.jobs.store.MeasuredOn;
import io.espalier.jobs.store.SampleRun;
import io.espalier.jobs.store.SharpnessRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegimesTest {
  private static final String SHOWN =
      "dense, method, variant, sparsity, round(connectivity, 4), round(train_loss, 4),"
          + " round(worst_sharpness, 4), pairs";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun shortly = SampleRun.dense("epochs=1", 1, 0.80);
  private final SampleRun longer1 = SampleRun.dense("epochs=9", 1, 0.90);
  private final SampleRun longer2 = SampleRun.dense("epochs=9", 2, 0.92);

  /** For the losses 1, 4, 3 the ends have the mean 2: −2, a barrier. For 3, 1, 4 it is 3.5 − 1. */
  @Test
  void the_point_farthest_from_the_ends_decides_in_either_direction() throws IOException {
    SampleRun barrier = copy(longer1);
    SampleRun flat = copy(longer2);
    SampleRun bowl = copy(shortly);
    bench.write(shortly, longer1, longer2, barrier, flat, bowl);
    line(barrier, 1, 1, 4, 3);
    line(flat, 1, 2, 2.25, 2);
    line(bowl, 1, 3, 1, 4);
    sharp(barrier, 0.01, 1, 0.5);
    sharp(barrier, 0.001, 1, 0.125);

    assertThat(bench.ask("regimes", SHOWN))
        .containsExactly(
            "[epochs=1,omp,from=trained,0.5,2.5,3.5,null,1]",
            "[epochs=9,omp,from=trained,0.5,-1.125,2.0,0.125,2]"); // −2 and −0.25
    assertThat(bench.ask("regimes", "round(connectivity_ci95, 4)"))
        .as("12.7062 · half of the difference of the two pairs")
        .containsExactly("[null]", "[11.1179]");
    Report report = Report.of(bench.spark(), bench.store());
    assertThat(report.figures("regimes")).hasSize(1);
    assertThat(report.figures("sharpness")).as("a panel for each rho").hasSize(2);
  }

  @Test
  void the_last_measurement_of_a_line_counts_as_a_whole() throws IOException {
    SampleRun copy = copy(longer1);
    bench.write(longer1, copy);
    line(copy, 2, 1, 4, 3);
    line(copy, 1, 9, 1, 9);

    assertThat(bench.ask("regimes", SHOWN))
        .containsExactly("[epochs=9,omp,from=trained,0.5,-2.0,2.0,null,1]");
  }

  @Test
  void the_sharpness_of_a_line_is_that_of_the_ends_that_were_measured() throws IOException {
    SampleRun copy = copy(longer1);
    SampleRun other = longer1.pruned("omp", "from=trained", 0.5, copy.accuracy() - 0.125);
    bench.write(longer1, copy, other);
    line(copy, other.key(), 1, 1, 4, 3);
    sharp(other, 0.01, 1, 0.5);
    assertThat(bench.ask("regimes", "worst_sharpness")).containsExactly("[0.5]");
    assertThat(bench.ask("regimes", "round(%s - accuracy, 6)".formatted(copy.accuracy())))
        .as("half of the difference of the two ends")
        .containsExactly("[0.0625]");

    sharp(copy, 0.01, 1, 0.25);
    assertThat(bench.ask("regimes", "worst_sharpness")).containsExactly("[0.375]");

    sharp(other, 0.005, 1, 0.125);
    assertThat(bench.ask("regimes", "worst_sharpness"))
        .as("one rho for all: the one of both ends, not the smallest")
        .containsExactly("[0.375]");
  }

  @Test
  void sharpness_is_shown_beside_accuracy_for_each_rho() throws IOException {
    SampleRun omp1 = longer1.pruned("omp", "", 0.5, 0.88);
    SampleRun omp2 = longer2.pruned("omp", "", 0.5, 0.90);
    bench.write(longer1, longer2, omp1, omp2);
    sharp(longer1, 0.01, 1, 0.5);
    sharp(omp1, 0.01, 1, 0.9);
    sharp(omp1, 0.01, 2, 0.25);
    sharp(omp2, 0.01, 1, 0.75);
    sharp(omp1, 0.02, 1, 2);

    assertThat(
            bench.ask(
                "sharpness",
                "rho, method, round(accuracy, 4), round(worst_sharpness, 4),"
                    + " round(mean_sharpness, 4), seeds"))
        .containsExactly(
            "[0.01,dense,0.9,0.5,0.05,1]",
            "[0.01,omp,0.89,0.5,0.05,2]",
            "[0.02,omp,0.88,2.0,0.2,1]");
  }

  @Test
  void copies_are_those_that_differ_in_the_order_alone() {
    SampleRun first = longer1.pruned("omp", "epochs=2", 0.5, 0.9);
    SampleRun second = longer1.pruned("omp", "data_order=1 epochs=2", 0.5, 0.9);
    SampleRun third = longer1.pruned("omp", "data_order=12 epochs=2", 0.5, 0.9);
    List<SampleRun> others =
        List.of(
            longer1,
            longer2.pruned("omp", "data_order=1 epochs=2", 0.5, 0.9),
            longer1.pruned("omp", "data_order=1 epochs=3", 0.5, 0.9),
            longer1.pruned("omp", "data_order=1 epochs=2", 0.6, 0.9),
            shortly.pruned("omp", "data_order=1 epochs=2", 0.5, 0.9),
            longer1.pruned("lamp", "data_order=1 epochs=2", 0.5, 0.9));
    List<SampleRun> all = new ArrayList<>(List.of(third, second, first));
    all.addAll(others);

    Connectivity lines = Connectivity.between(all.stream().map(SampleRun::row).toList());

    assertThat(lines.others())
        .isEqualTo(Map.of(second.key(), first.key(), third.key(), first.key()));
    assertThat(lines.concerns(second.key())).isTrue();
    assertThat(lines.concerns(first.key())).isFalse();
  }

  private static SampleRun copy(SampleRun dense) {
    return dense.pruned("omp", "data_order=1 from=trained", 0.5, 0.9);
  }

  private static void line(SampleRun run, long at, double... losses) throws IOException {
    line(run, "other", at, losses);
  }

  private static void line(SampleRun run, String other, long at, double... losses)
      throws IOException {
    List<ConnectivityRow> rows = new ArrayList<>();
    for (int i = 0; i < losses.length; i++) {
      rows.add(
          new ConnectivityRow(
              run.key(), other, i / (losses.length - 1.0), losses[i], 0.5, 1, on(at)));
    }
    bench.store().writeConnectivity(rows);
  }

  private static void sharp(SampleRun run, double rho, long at, double worst) throws IOException {
    bench
        .store()
        .writeSharpness(
            new SharpnessRow(
                run.key(), rho, 100, 0.5, worst, worst / 10, on(at + Math.round(1e6 * rho))));
  }

  private static MeasuredOn on(long at) {
    return new MeasuredOn("cpu", "any", "host", at, "0.1.0");
  }
}
