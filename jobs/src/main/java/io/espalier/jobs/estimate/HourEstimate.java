// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The estimated hours of the runs to do, and their price.
 *
 * @param makespan hours until all runs are done
 * @param lowerBound lower bound of any schedule: the work divided by the slots, or the longest path
 * @param ratio {@code makespan} ÷ {@code lowerBound}, 1 or more
 * @param busy hours of work, summed over all slots
 * @param seen number of observed runs that the estimate is based on
 * @param device of the observed runs; null without any
 * @param assumed seconds per pass of runs without a comparable observed run; null when there are no
 *     such runs
 * @param assumedRuns number of these runs
 * @param priceBusy price of the hours of work; null without a price per hour
 * @param priceWhole price of all slots from start to end; null without a price per hour
 */
public record HourEstimate(
    double makespan,
    double lowerBound,
    double ratio,
    double busy,
    int seen,
    String device,
    Double assumed,
    int assumedRuns,
    Double priceBusy,
    Double priceWhole) {

  private static final double SECONDS = 3600;

  /** Estimates the hours; empty when the duration of a run to do is unknown. */
  public static Optional<HourEstimate> of(Plan plan, int slots, EstimateInputs basis) {
    PassSeconds passSeconds = basis.passSeconds();
    Map<RunKey, Double> hours = new HashMap<>();
    Set<RunKey> assumed = new HashSet<>();
    for (RunNode node : plan.toDo()) {
      OptionalDouble seconds = passSeconds.of(node.spec());
      if (seconds.isEmpty()) {
        if (basis.assumed().isEmpty()) {
          return Optional.empty();
        }
        seconds = basis.assumed();
        assumed.add(node.key());
      }
      hours.put(node.key(), node.passes() * seconds.getAsDouble() / SECONDS);
    }
    ListSchedule schedule = new ListSchedule(plan.graph(), plan.done(), Set.of(), slots);
    double longest =
        schedule.pathsToDo(node -> hours.get(node.key())).values().stream()
            .mapToDouble(path -> path)
            .max()
            .orElse(0);
    double busy = hours.values().stream().mapToDouble(run -> run).sum();
    double lowerBound = Math.max(busy / slots, longest);
    double makespan = schedule.makespan(node -> hours.get(node.key()));
    boolean measured = assumed.size() < hours.size();
    return Optional.of(
        new HourEstimate(
            makespan,
            lowerBound,
            lowerBound == 0 ? 1 : makespan / lowerBound,
            busy,
            measured ? basis.seen().size() : 0,
            measured ? basis.device() : null,
            assumed.isEmpty() ? null : basis.assumed().getAsDouble(),
            assumed.size(),
            price(basis, busy),
            price(basis, makespan * slots)));
  }

  private static Double price(EstimateInputs basis, double hours) {
    return basis.price().isEmpty() ? null : basis.price().getAsDouble() * hours;
  }
}
