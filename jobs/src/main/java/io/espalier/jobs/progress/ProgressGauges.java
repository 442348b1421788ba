// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The progress of a sweep as Spark metrics; NaN where there is no value. */
final class ProgressGauges {
  private ProgressGauges() {}

  /**
   * Adds the gauges to {@code registry}.
   *
   * @param progress empty before the start of a sweep
   */
  static void register(MetricRegistry registry, Supplier<Optional<ProgressSnapshot>> progress) {
    Gauges gauges = new Gauges(registry, progress);
    gauges.add("runs_to_do", ProgressSnapshot::runs);
    gauges.add("runs_done", ProgressSnapshot::finished);
    gauges.add("runs_failed", sweep -> sweep.failed().size());
    gauges.add("runs_blocked", ProgressSnapshot::blocked);
    gauges.add("runs_waiting", sweep -> sweep.waits().size());
    gauges.add("runs_in_flight", sweep -> sweep.inFlight().size());
    gauges.add("passes_to_do", ProgressSnapshot::passes);
    gauges.add("passes_made", ProgressSnapshot::passesMade);
    gauges.add("seconds_gone", sweep -> sweep.elapsed().toMillis() / 1e3);
    gauges.add(
        "seconds_left",
        sweep -> sweep.remaining().map(Duration::toMillis).map(ms -> ms / 1e3).orElse(Double.NaN));
    gauges.add("accuracy_in_flight_lowest", sweep -> sweep.accuracies().min().orElse(Double.NaN));
    gauges.add("accuracy_in_flight_highest", sweep -> sweep.accuracies().max().orElse(Double.NaN));
  }

  private record Gauges(MetricRegistry registry, Supplier<Optional<ProgressSnapshot>> progress) {
    void add(String name, ToDoubleFunction<ProgressSnapshot> value) {
      Gauge<Double> gauge =
          () -> progress.get().map(sweep -> value.applyAsDouble(sweep)).orElse(Double.NaN);
      registry.register(name, gauge);
    }
  }
}
