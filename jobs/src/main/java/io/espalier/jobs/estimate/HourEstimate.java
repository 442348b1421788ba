package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What is left of a sweep in hours, and their price.
 *
 * @param makespan until all is done
 * @param lowerBound that no schedule can fall below: the work over the slots, or the longest chain
 * @param ratio {@code makespan} ÷ {@code lowerBound}, 1 or more
 * @param busy of all slots together, at work
 * @param seen runs in the results whose pace it is
 * @param device that they ran on; null without any
 * @param assumed seconds a pass of those runs to make that none of {@code seen} is like; null when
 *     there are none
 * @param assumedRuns how many these are
 * @param priceBusy of the hours at work; null without a price an hour
 * @param priceWhole of all slots from beginning to end; null without a price an hour
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

  /** Empty when it is not known of every run to make what it takes. */
  public static Optional<HourEstimate> of(Plan plan, int slots, EstimateInputs basis) {
    PassSeconds passSeconds = basis.passSeconds();
    Map<String, Double> hours = new HashMap<>();
    Set<String> assumed = new HashSet<>();
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
