// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.LatencyRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MeasuredSpeedTest {
  private static final String SHOWN =
      "method, sparsity, runtime, batch, dense_ms, masked_ms, compact_ms, masked_speedup,"
          + " compact_speedup, macs_speedup, dense_mb, compact_mb, dense_memory_mb, seeds";

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  @Test
  void the_dense_time_is_divided_by_that_of_each_form_for_each_ticket() throws IOException {
    SampleRun one = dense1.pruned("bip", "", 0.5, 0.9).structured("filter");
    SampleRun two = dense2.pruned("bip", "", 0.5, 0.9).structured("filter");
    bench.write(dense1, dense2, one, two);
    measure(one, 1, 8, 8, 4);
    measure(two, 1, 10, 8, 2);

    // 8 ÷ 4 and 10 ÷ 2, not the mean times' 9 ÷ 3.
    assertThat(bench.ask("measured_speed", SHOWN))
        .containsExactly("[bip,0.5,onnxruntime,16,9.0,8.0,3.0,1.125,3.5,2.0,4.0,2.0,9.0,2]");
  }

  @Test
  void the_last_measurement_of_a_ticket_counts_as_a_whole() throws IOException {
    SampleRun run = dense1.pruned("bip", "", 0.5, 0.9);
    bench.write(dense1, run);
    measure(run, 2, 6, 6, 6);
    measure(run, 1, 8, 4, 2);

    assertThat(bench.ask("measured_speed", "dense_ms, masked_ms, compact_ms, seeds"))
        .containsExactly("[6.0,6.0,6.0,1]");
  }

  @Test
  void the_report_names_the_fastest_ticket_and_what_zeros_alone_save() throws IOException {
    SampleRun filters = dense1.pruned("bip", "", 0.5, 0.9).structured("filter");
    SampleRun weights = dense1.pruned("imp", "epochs=3", 0.9, 0.9);
    bench.write(dense1, filters, weights);
    measure(filters, 1, 9, 9, 3);
    bench.store().writeLatencies(rows(weights, 1, List.of(10.0, 10.1, 10.0), 1));

    Report report = Report.of(bench.spark(), bench.store());
    assertThat(report.figures("measured_speed")).as("of the filters alone").hasSize(1);
    assertThat(report.markdown())
        .contains(
            "The fastest ticket measured is that of bip on shapes resnet20s, structure filter, at"
                + " 50.00 % removed: 3.00× the speed of the dense network in onnxruntime with"
                + " batches of 16, 2.00× by multiply-accumulates. Tickets without an empty channel"
                + " compute as much as the dense network: 1.00× to 1.00× its speed, in 1 measured"
                + " cells.")
        .contains("## Speed that was measured");
  }

  @Test
  void without_measurements_the_report_says_nothing_of_them() throws IOException {
    bench.write(dense1, dense1.pruned("bip", "", 0.5, 0.9));

    assertThat(Report.of(bench.spark(), bench.store()).markdown()).doesNotContain("measured");
  }

  private static void measure(
      SampleRun run, long measuredAt, double denseMs, double maskedMs, double compactMs)
      throws IOException {
    bench.store().writeLatencies(rows(run, measuredAt, List.of(denseMs, maskedMs, compactMs), 2));
  }

  private static List<LatencyRow> rows(
      SampleRun run, long measuredAt, List<Double> times, int share) {
    return List.of(
        row(run, "dense", times.get(0), 1, measuredAt),
        row(run, "masked", times.get(1), 1, measuredAt),
        row(run, "compact", times.get(2), share, measuredAt));
  }

  private static LatencyRow row(SampleRun run, String form, double ms, int share, long measuredAt) {
    return new LatencyRow(
        run.key(),
        form,
        "onnxruntime",
        "1.22.0",
        16,
        1,
        "cpu",
        "a processor",
        "host",
        null,
        30,
        ms,
        ms - 0.1,
        ms + 0.1,
        16e3 / ms,
        1_000_000 / share,
        40_000_000 / share,
        9_000_000L,
        4_000_000 / share,
        measuredAt,
        "0.1.0");
  }
}
