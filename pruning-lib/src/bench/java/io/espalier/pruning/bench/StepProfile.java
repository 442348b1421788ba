// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import ai.djl.pytorch.jni.JniUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.espalier.pruning.train.Inputs;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which of the engine's operations the time of a forward and a backward pass goes to, by the
 * engine's own profiler: each one's time without that of the operations which it calls. {@code
 * deploy/bench --profile} starts it.
 */
final class StepProfile {
  private static final int WARM_UP = 2;
  private static final int PASSES = 5;
  private static final double SMALL = 0.003;

  /** One call of an operation, in microseconds. */
  private static final class Call {
    private final String name;
    private final double end;

    /** Without the calls within it. */
    private double own;

    Call(JsonObject event) {
      name = event.get("name").getAsString();
      own = duration(event);
      end = begin(event) + own;
    }
  }

  private record Total(String name, double milliseconds, double calls) {}

  private StepProfile() {}

  /**
   * @param arguments models by name
   */
  public static void main(String[] arguments) throws IOException {
    for (String model : arguments) {
      System.out.println(text(model, profiled(model)));
    }
    System.exit(0); // threads of the engine would stay
  }

  private static List<Total> profiled(String model) throws IOException {
    Path events = Files.createTempFile("profile", ".json");
    try (Workload workload = Workload.of(model, 1);
        Inputs inputs = new Inputs(workload.set(), Workload.BATCH, workload.manager())) {
      BareShot shot = new BareShot(workload, inputs.next());
      for (int pass = 0; pass < WARM_UP; pass++) {
        shot.prepare();
        shot.fire();
      }
      JniUtils.startProfile(false, false, false);
      for (int pass = 0; pass < PASSES; pass++) {
        shot.prepare();
        shot.fire();
      }
      JniUtils.stopProfile(events.toString());
      return totals(events);
    } finally {
      Files.delete(events);
    }
  }

  /** By operation, the longest first, a pass. */
  private static List<Total> totals(Path events) throws IOException {
    Map<String, List<Call>> calls = new HashMap<>();
    try (Reader reader = Files.newBufferedReader(events)) {
      Deque<Call> open = new ArrayDeque<>();
      for (JsonObject event : byBegin(JsonParser.parseReader(reader).getAsJsonArray())) {
        while (!open.isEmpty() && open.peek().end <= begin(event)) {
          open.pop();
        }
        if (!open.isEmpty()) {
          open.peek().own -= duration(event);
        }
        Call call = new Call(event);
        open.push(call);
        calls.computeIfAbsent(call.name, name -> new ArrayList<>()).add(call);
      }
    }
    return calls.entrySet().stream()
        .map(same -> total(same.getKey(), same.getValue()))
        .sorted(Comparator.comparingDouble(Total::milliseconds).reversed())
        .toList();
  }

  private static List<JsonObject> byBegin(Iterable<JsonElement> events) {
    List<JsonObject> timed = new ArrayList<>();
    for (JsonElement event : events) {
      if (event.getAsJsonObject().get("ph").getAsString().equals("X")) {
        timed.add(event.getAsJsonObject());
      }
    }
    // What calls begins no later than what it calls, and lasts longer.
    timed.sort(
        Comparator.comparingDouble(StepProfile::begin)
            .thenComparing(Comparator.comparingDouble(StepProfile::duration).reversed()));
    return timed;
  }

  private static double begin(JsonObject event) {
    return event.get("ts").getAsDouble();
  }

  private static double duration(JsonObject event) {
    return event.get("dur").getAsDouble();
  }

  private static Total total(String name, List<Call> calls) {
    double microseconds = calls.stream().mapToDouble(call -> call.own).sum();
    return new Total(name, microseconds / 1e3 / PASSES, (double) calls.size() / PASSES);
  }

  private static String text(String model, List<Total> totals) {
    double all = totals.stream().mapToDouble(Total::milliseconds).sum();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: a forward and a backward pass, 1 thread, batch %s%n".formatted(model, Workload.BATCH));
    for (Total total : totals) {
      if (total.milliseconds() >= SMALL * all) {
        text.append(line(total.name(), total.milliseconds(), all, total.calls()));
      }
    }
    double rest =
        totals.stream()
            .mapToDouble(Total::milliseconds)
            .filter(milliseconds -> milliseconds < SMALL * all)
            .sum();
    return text.append(line("all others", rest, all, Double.NaN)).toString();
  }

  private static String line(String name, double milliseconds, double all, double calls) {
    return String.format(
        Locale.ROOT,
        "%-42s %8.1f ms %6.1f %%%s%n",
        name,
        milliseconds,
        100 * milliseconds / all,
        Double.isNaN(calls) ? "" : String.format(Locale.ROOT, " %5.0f calls", calls));
  }
}
