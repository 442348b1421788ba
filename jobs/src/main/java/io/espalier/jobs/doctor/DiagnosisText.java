// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.estimate.Bytes;
import io.espalier.pruning.check.CheckedEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Formats a {@link Diagnosis} for a terminal, one line for all equal slots of an executor. */
record DiagnosisText(Diagnosis diagnosis) {
  private static final List<String> HEADINGS =
      List.of(
          "executor",
          "host",
          "slots",
          "device",
          "kind",
          "threads",
          "libtorch",
          "Java",
          "work free",
          "cache free",
          "clock");

  private record Alike(String executor, String host, String device) {}

  String text() {
    StringBuilder text = new StringBuilder();
    table(text);
    text.append(System.lineSeparator());
    environments(text);
    engines(text);
    diagnosis
        .findings()
        .forEach(
            (found, executors) ->
                text.append(
                    "%s: executor %s: %s%n"
                        .formatted(
                            found.weight().name().toLowerCase(Locale.ROOT),
                            String.join(", ", executors),
                            found.message())));
    text.append(diagnosis.isHealthy() ? "A sweep can run here" : "A sweep cannot run here");
    return text.append(System.lineSeparator()).toString();
  }

  private void table(StringBuilder text) {
    Map<Alike, List<SlotReport>> alike =
        diagnosis.slots().stream()
            .collect(
                Collectors.groupingBy(
                    slot -> new Alike(slot.executor(), slot.host(), device(slot)),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    alike.values().forEach(slots -> rows.add(row(slots)));
    text.append(aligned(rows));
  }

  /** Formats rows of equal length as aligned columns. */
  static String aligned(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      String line =
          IntStream.range(0, widths.length)
              .mapToObj(column -> ("%-" + widths[column] + "s").formatted(row.get(column)))
              .collect(Collectors.joining("  "));
      text.append(line.stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private List<String> row(List<SlotReport> slots) {
    SlotReport one = slots.get(0);
    Diagnosis.Skew skew = diagnosis.skews().get(one.executor());
    return List.of(
        one.executor(),
        one.host(),
        String.valueOf(slots.size()),
        device(one),
        one.device() == null ? "?" : one.device().kind(),
        one.device() == null ? "?" : String.valueOf(one.device().threads()),
        one.engine() == null ? "none" : libtorch(one),
        one.javaVersion(),
        Bytes.text(slots.stream().mapToLong(SlotReport::workBytes).min().orElse(0)),
        one.cacheBytes() < 0 ? "?" : Bytes.text(one.cacheBytes()),
        skew == null
            ? "?"
            : String.format(Locale.ROOT, "%+.1f ± %.1f s", skew.seconds(), skew.doubt()));
  }

  private static String device(SlotReport slot) {
    String device = slot.device() == null ? "none" : slot.device().device();
    return slot.lease() == null ? device : "%s (leased %s)".formatted(device, slot.lease());
  }

  private static String libtorch(SlotReport slot) {
    return (slot.device() == null ? "?" : slot.device().libtorchVersion())
        + " "
        + slot.engine().flavor();
  }

  private void engines(StringBuilder text) {
    Map<CheckedEngine, List<String>> executors = new LinkedHashMap<>();
    diagnosis.slots().stream()
        .filter(slot -> slot.check() != null)
        .forEach(
            slot -> {
              List<String> same = executors.computeIfAbsent(slot.check(), any -> new ArrayList<>());
              if (!same.contains(slot.executor())) {
                same.add(slot.executor());
              }
            });
    executors.forEach(
        (engine, same) ->
            text.append(System.lineSeparator())
                .append(new EngineText(engine).text(String.join(", ", same)))
                .append(System.lineSeparator()));
  }

  private void environments(StringBuilder text) {
    Map<Map<String, String>, List<String>> executors = new LinkedHashMap<>();
    for (SlotReport slot : diagnosis.slots()) {
      List<String> same = executors.computeIfAbsent(slot.environment(), any -> new ArrayList<>());
      if (!same.contains(slot.executor())) {
        same.add(slot.executor());
      }
    }
    executors.forEach(
        (environment, same) ->
            text.append(
                "environment of executor %s: %s%n"
                    .formatted(String.join(", ", same), shown(environment))));
  }

  private static String shown(Map<String, String> environment) {
    return environment.isEmpty()
        ? "no OMP_*, KMP_*, MKL_*, MALLOC_*, ONEDNN_* or THP_* variables"
        : environment.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .collect(Collectors.joining(" "));
  }
}
