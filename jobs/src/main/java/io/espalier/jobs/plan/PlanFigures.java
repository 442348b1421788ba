package io.espalier.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A plan in figures. A pass is one forward-backward pass over a training set.
 *
 * @param slots how many runs are made at a time
 * @param cells results that the grid asks for
 * @param runs in the graph: the cells and what they need
 * @param done runs whose results are there
 * @param toDo runs to make
 * @param passes of all runs, done or not
 * @param passesToDo of the runs to make
 * @param passesAlone of all cells, were each made by itself with all runs it starts from
 * @param longestPath passes of the costliest chain of runs to make
 * @param lowerBound passes that no schedule can fall below: the work over the slots, or the longest
 *     path
 * @param makespan passes until all is done when the longest path is always served first
 * @param methods the same by method and variant, in the order of the graph
 */
public record PlanFigures(
    int slots,
    int cells,
    int runs,
    int done,
    int toDo,
    double passes,
    double passesToDo,
    double passesAlone,
    double longestPath,
    double lowerBound,
    double makespan,
    List<MethodFigures> methods) {

  /**
   * One method's share.
   *
   * @param method with its settings that are not at their defaults
   */
  public record MethodFigures(
      String method, int cells, int runs, int done, int toDo, double passesToDo) {

    private MethodFigures plus(MethodFigures other) {
      return new MethodFigures(
          method,
          cells + other.cells,
          runs + other.runs,
          done + other.done,
          toDo + other.toDo,
          passesToDo + other.passesToDo);
    }
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** The figures as a JSON object, keys in snake case. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the plan as JSON", e);
    }
  }

  /** The figures as aligned lines for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    int width = methods.stream().mapToInt(m -> m.method().length()).max().orElse(0);
    String row = "%-" + Math.max(width, "method".length()) + "s %7s %7s %7s %7s %14s%n";
    text.append(row.formatted("method", "cells", "runs", "done", "to do", "passes to do"));
    for (MethodFigures m : methods) {
      text.append(
          row.formatted(
              m.method(), m.cells(), m.runs(), m.done(), m.toDo(), grouped(m.passesToDo())));
    }
    text.append(row.formatted("all", cells, runs, done, toDo, grouped(passesToDo)));
    text.append("%n".formatted());
    text.append(line("passes of the whole grid", passes, sharing()));
    text.append(line("longest chain to do", longestPath, ""));
    text.append(
        line(
            "passes on %d at a time".formatted(slots),
            makespan,
            "at least " + grouped(lowerBound)));
    return text.toString();
  }

  static List<MethodFigures> byMethod(Plan plan) {
    Map<String, MethodFigures> methods = new LinkedHashMap<>();
    for (RunNode node : plan.graph().nodes()) {
      boolean done = plan.done().contains(node.key());
      MethodFigures one =
          new MethodFigures(
              node.spec().method().toString(),
              node.asked() ? 1 : 0,
              1,
              done ? 1 : 0,
              done ? 0 : 1,
              done ? 0 : node.passes());
      methods.merge(one.method(), one, MethodFigures::plus);
    }
    return List.copyOf(methods.values());
  }

  private String sharing() {
    return passesAlone > passes ? grouped(passesAlone) + " if no run were shared" : "";
  }

  private static String line(String what, double passes, String remark) {
    return "%-25s %10s  %s".formatted(what, grouped(passes), remark).stripTrailing()
        + System.lineSeparator();
  }

  private static String grouped(double passes) {
    String format = passes == Math.rint(passes) ? "%,.0f" : "%,.1f";
    return String.format(Locale.ROOT, format, passes);
  }
}
