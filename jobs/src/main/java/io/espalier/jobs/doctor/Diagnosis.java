// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.doctor.Finding.Weight;
import io.espalier.jobs.driver.SparkRuns;
import io.espalier.jobs.estimate.MemorySummary;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The reports of all slots of an application.
 *
 * @param slots one report for each slot
 * @param skews clock skew of each executor, by executor id
 * @param memory of the run that needs the most; empty if unknown
 */
public record Diagnosis(
    List<SlotReport> slots, Map<String, Skew> skews, Optional<MemorySummary> memory) {
  private static final double MAX_CLOCK_SKEW_SECONDS = 60;

  /** The clock of an executor. */
  private record Reading(String executor, long millis) implements Serializable {}

  /**
   * The difference between a clock and the clock of the driver.
   *
   * @param seconds ahead of the driver; negative if behind
   * @param doubt error bound in seconds, from the duration of the measurement
   */
  record Skew(double seconds, double doubt) {
    static Skew between(long sent, long read, long received) {
      return new Skew((read - (sent + received) / 2.0) / 1e3, (received - sent) / 2e3);
    }

    boolean isLarge() {
      return Math.abs(seconds) - doubt > MAX_CLOCK_SKEW_SECONDS;
    }
  }

  public Diagnosis {
    slots = List.copyOf(slots);
    skews = Map.copyOf(skews);
  }

  /**
   * Collects the reports of all slots.
   *
   * @throws InterruptedException when interrupted while executors register
   */
  static Diagnosis of(JavaSparkContext spark, SlotCheck check, Optional<MemorySummary> memory)
      throws InterruptedException {
    EverySlot slots = EverySlot.of(spark);
    List<SlotReport> reports = slots.ask(check::report);
    long sent = System.currentTimeMillis(); // after all processes are warmed up
    List<Reading> clocks =
        slots.ask(() -> new Reading(SparkEnv.get().executorId(), System.currentTimeMillis()));
    long received = System.currentTimeMillis();
    Map<String, Skew> skews = new TreeMap<>();
    clocks.forEach(
        clock -> skews.put(clock.executor(), Skew.between(sent, clock.millis(), received)));
    return new Diagnosis(reports, skews, memory);
  }

  /** Whether a sweep can run. */
  public boolean isHealthy() {
    return findings().keySet().stream().noneMatch(found -> found.weight() == Weight.ERROR);
  }

  /** All findings, errors first, with the executors that report each. */
  Map<Finding, List<String>> findings() {
    Map<Finding, List<String>> all = new LinkedHashMap<>();
    for (Weight weight : Weight.values()) {
      for (SlotReport slot : slots) {
        slot.findings().stream()
            .filter(found -> found.weight() == weight)
            .forEach(found -> add(all, found, process(slot)));
      }
    }
    slots.stream()
        .collect(Collectors.groupingBy(Diagnosis::process, TreeMap::new, Collectors.counting()))
        .forEach(
            (process, count) -> {
              if (count > 1) {
                String message = "%s slots: %s".formatted(count, SparkRuns.SHARED_PROCESS);
                add(all, Finding.warning(message), process);
              }
            });
    for (SharedGpu gpu : SharedGpu.of(slots)) {
      gpu.finding(memory)
          .ifPresent(found -> gpu.slots().forEach(slot -> add(all, found, process(slot))));
    }
    skews.forEach(
        (executor, skew) -> {
          if (skew.isLarge()) {
            String message =
                String.format(
                    Locale.ROOT,
                    "clock differs by %+.0f s from the clock of the driver, should be within %.0f s; synchronize it by NTP",
                    skew.seconds(),
                    MAX_CLOCK_SKEW_SECONDS);
            add(all, Finding.warning(message), executor);
          }
        });
    return all;
  }

  private static String process(SlotReport slot) {
    return slot.executor() + " (" + slot.host() + ")";
  }

  private static void add(Map<Finding, List<String>> all, Finding found, String executor) {
    List<String> executors = all.computeIfAbsent(found, any -> new ArrayList<>());
    if (!executors.contains(executor)) {
      executors.add(executor);
    }
  }

  /** Formats the diagnosis for a terminal. */
  public String text() {
    return new DiagnosisText(this).text();
  }
}
