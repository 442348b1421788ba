package io.espalier.jobs.doctor;

import io.espalier.jobs.doctor.Finding.Weight;
import io.espalier.jobs.driver.SparkRuns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What all slots of an application see.
 *
 * @param slots one report each
 * @param skews of the executors' clocks, by Spark's id of the executor
 */
public record Diagnosis(List<SlotReport> slots, Map<String, Skew> skews) {
  private static final double MAX_CLOCK_SKEW_SECONDS = 60;

  /** An executor and its clock. */
  private record Reading(String executor, long millis) implements Serializable {}

  /**
   * How far a clock is from the driver's.
   *
   * @param seconds ahead; negative behind
   * @param doubt seconds that it may be off, for the question and the answer take their time
   */
  record Skew(double seconds, double doubt) {
    static Skew between(long asked, long read, long answered) {
      return new Skew((read - (asked + answered) / 2.0) / 1e3, (answered - asked) / 2e3);
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
   * Asks all slots.
   *
   * @throws InterruptedException when interrupted while executors register
   */
  static Diagnosis of(JavaSparkContext spark, SlotCheck check) throws InterruptedException {
    Slots slots = Slots.of(spark);
    List<SlotReport> reports = slots.all(check::report);
    long asked = System.currentTimeMillis(); // now that all processes are warm
    List<Reading> clocks =
        slots.all(() -> new Reading(SparkEnv.get().executorId(), System.currentTimeMillis()));
    long answered = System.currentTimeMillis();
    Map<String, Skew> skews = new TreeMap<>();
    clocks.forEach(
        clock -> skews.put(clock.executor(), Skew.between(asked, clock.millis(), answered)));
    return new Diagnosis(reports, skews);
  }

  /** Whether a sweep could run. */
  public boolean isHealthy() {
    return findings().keySet().stream().noneMatch(found -> found.weight() == Weight.ERROR);
  }

  /** All that was found, errors first, with the executors that found it. */
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
                String message = "%d slots: %s".formatted(count, SparkRuns.SHARED_PROCESS);
                add(all, Finding.warning(message), process);
              }
            });
    skews.forEach(
        (executor, skew) -> {
          if (skew.isLarge()) {
            String message =
                "its clock is %+.0f s from the driver's, should be within %.0f s: set it by NTP"
                    .formatted(skew.seconds(), MAX_CLOCK_SKEW_SECONDS);
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

  /** As a table and lines for a terminal. */
  public String text() {
    return new DiagnosisText(this).text();
  }
}
