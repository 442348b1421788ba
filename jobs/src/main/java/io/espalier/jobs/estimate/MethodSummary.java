package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One method's share of a plan.
 *
 * @param method with its settings that are not at their defaults
 * @param cells results that the sweep asks for
 * @param runs the cells and what they need of this method
 * @param done runs whose results are there
 * @param toDo runs to make
 * @param passesToDo of the runs to make
 */
public record MethodSummary(
    String method, int cells, int runs, int done, int toDo, double passesToDo) {

  /** Every method and variant, in the order of the graph. */
  public static List<MethodSummary> of(Plan plan) {
    Map<String, MethodSummary> methods = new LinkedHashMap<>();
    for (RunNode node : plan.graph().nodes()) {
      boolean done = plan.done().contains(node.key());
      add(
          methods,
          new MethodSummary(
              node.spec().method().toString(),
              0,
              1,
              done ? 1 : 0,
              done ? 0 : 1,
              done ? 0 : node.passes()));
    }
    // Two cells may be one run: methods that start from untrained weights have no dense variants.
    plan.sweep()
        .whole()
        .cells()
        .forEach(cell -> add(methods, new MethodSummary(cell.method().toString(), 1, 0, 0, 0, 0)));
    return List.copyOf(methods.values());
  }

  private static void add(Map<String, MethodSummary> methods, MethodSummary one) {
    methods.merge(one.method, one, MethodSummary::plus);
  }

  private MethodSummary plus(MethodSummary other) {
    return new MethodSummary(
        method,
        cells + other.cells,
        runs + other.runs,
        done + other.done,
        toDo + other.toDo,
        passesToDo + other.passesToDo);
  }
}
