// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a plan that belongs to one method.
 *
 * @param method name with its non-default settings
 * @param cells number of cells
 * @param runs number of runs, including those that other runs depend on
 * @param done finished runs
 * @param toDo runs to do
 * @param passesToDo passes of the runs to do
 */
public record MethodSummary(
    String method, int cells, int runs, int done, int toDo, double passesToDo) {

  /** All methods and variants, in the order of the graph. */
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
    // Two cells can share a run: methods that start at initialisation have no dense variants.
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
