// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.doctor;

import io.espalier.jobs.text.Bytes;
import io.espalier.jobs.text.TextTable;
import io.espalier.pruning.check.CheckedEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats a {@link Diagnosis} for a terminal, one line for all equal slots of an executor. */
record DiagnosisText(Diagnosis diagnosis) {
  private record Alike(String executor, String host, String device) {}

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(table().text()).append(System.lineSeparator());
    gpus(text);
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

  private TextTable table() {
    Map<Alike, List<SlotReport>> alike =
        diagnosis.slots().stream()
            .collect(
                Collectors.groupingBy(
                    slot -> new Alike(slot.executor(), slot.host(), device(slot)),
                    LinkedHashMap::new,
                    Collectors.toList()));
    TextTable.Rows<List<SlotReport>> rows = new TextTable.Rows<>(List.copyOf(alike.values()));
    return new TextTable(
        List.of(
            rows.text("executor", slots -> slots.get(0).executor()),
            rows.text("host", slots -> slots.get(0).host()),
            rows.number("slots", slots -> String.valueOf(slots.size())),
            rows.text("device", slots -> device(slots.get(0))),
            rows.text("kind", slots -> kind(slots.get(0))),
            rows.number("threads", slots -> threads(slots.get(0))),
            rows.text("libtorch", slots -> libtorch(slots.get(0))),
            rows.text("Java", slots -> slots.get(0).javaVersion()),
            rows.number("work free", DiagnosisText::workFree),
            rows.number("cache free", slots -> cacheFree(slots.get(0))),
            rows.number("clock", slots -> clock(slots.get(0)))));
  }

  private static String kind(SlotReport slot) {
    return slot.device() == null ? "?" : slot.device().kind();
  }

  private static String threads(SlotReport slot) {
    return slot.device() == null ? "?" : String.valueOf(slot.device().threads());
  }

  private static String workFree(List<SlotReport> slots) {
    return Bytes.text(slots.stream().mapToLong(SlotReport::workBytes).min().orElse(0));
  }

  private static String cacheFree(SlotReport slot) {
    return slot.cacheBytes() < 0 ? "?" : Bytes.text(slot.cacheBytes());
  }

  private String clock(SlotReport slot) {
    Diagnosis.Skew skew = diagnosis.skews().get(slot.executor());
    return skew == null
        ? "?"
        : String.format(Locale.ROOT, "%+.1f ± %.1f s", skew.seconds(), skew.doubt());
  }

  private static String device(SlotReport slot) {
    String device = slot.device() == null ? "none" : slot.device().device();
    return slot.lease() == null ? device : "%s (leased %s)".formatted(device, slot.lease());
  }

  private static String libtorch(SlotReport slot) {
    if (slot.engine() == null) {
      return "none";
    }
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

  private void gpus(StringBuilder text) {
    SharedGpu.of(diagnosis.slots())
        .forEach(gpu -> text.append(gpu.text(diagnosis.memory())).append(System.lineSeparator()));
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
        ? "no CUDA_*, KMP_*, MALLOC_*, MKL_*, NVIDIA_TF32_*, OMP_*, ONEDNN_* or THP_* variables"
        : environment.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .collect(Collectors.joining(" "));
  }
}
