// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.jobs.plan.PartGraph;
import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The numbers of a plan. A pass is one forward and backward pass over the training set.
 *
 * @param slots number of slots
 * @param cells number of cells
 * @param runs number of runs in the graph: the cells and the runs that they depend on
 * @param done finished runs
 * @param toDo runs to do
 * @param passes passes of all runs, done or not
 * @param passesToDo passes of the runs to do
 * @param passesAlone passes if each cell ran on its own, see {@link PartGraph#passesAlone}
 * @param share {@code passes} ÷ {@code passesAlone}
 * @param longestPath passes of the longest path of runs to do
 * @param lowerBound lower bound of any schedule in passes: the work divided by the slots, or the
 *     longest path
 * @param makespan passes until all runs are done, with the longest path first
 * @param parts summaries of the parts, in source order
 * @param methods summaries of methods and variants, in the order of the graph
 * @param notRead names of datasets without a folder; the keys of runs on them are provisional
 * @param bytes stored by all runs, done or not; null if unknown
 * @param notSized settings whose network size is unknown
 * @param unpriced settings of runs to do whose seconds per pass are unknown
 * @param hours estimate; null when the duration of a run to do is unknown
 * @param memory of the run to do that needs the most; null if no network size is known
 */
public record PlanSummary(
    int slots,
    int cells,
    int runs,
    int done,
    int toDo,
    double passes,
    double passesToDo,
    double passesAlone,
    double share,
    double longestPath,
    double lowerBound,
    double makespan,
    List<PartSummary> parts,
    List<MethodSummary> methods,
    List<String> notRead,
    Long bytes,
    List<String> notSized,
    List<String> unpriced,
    HourEstimate hours,
    MemorySummary memory) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * The summary of a plan, with bytes and hours where {@code inputs} suffice.
   *
   * @param slots number of slots, 1 or more
   */
  public static PlanSummary of(Plan plan, int slots, EstimateInputs inputs) {
    ListSchedule schedule = new ListSchedule(plan.graph(), plan.done(), Set.of(), slots);
    Map<RunKey, Double> paths = schedule.pathsToDo(RunNode::passes);
    double longest = paths.values().stream().mapToDouble(path -> path).max().orElse(0);
    PartSummary whole = PartSummary.of(plan.sweep().whole(), plan.done(), inputs);
    return new PlanSummary(
        slots,
        whole.cells(),
        whole.runs(),
        plan.done().size(),
        plan.toDo().size(),
        whole.passes(),
        whole.passesToDo(),
        whole.passesAlone(),
        whole.share(),
        longest,
        Math.max(whole.passesToDo() / slots, longest),
        schedule.makespan(RunNode::passes),
        plan.sweep().parts().stream()
            .map(part -> PartSummary.of(part, plan.done(), inputs))
            .toList(),
        MethodSummary.of(plan),
        notRead(plan),
        whole.bytes(),
        settings(plan.graph().nodes(), node -> !inputs.facts().containsKey(node.spec().setting())),
        unpriced(plan, inputs),
        HourEstimate.of(plan, slots, inputs).orElse(null),
        MemorySummary.of(plan.toDo(), inputs.facts()).orElse(null));
  }

  private static List<String> unpriced(Plan plan, EstimateInputs inputs) {
    PassSeconds seconds = inputs.passSeconds();
    return inputs.assumed().isPresent()
        ? List.of()
        : settings(plan.toDo(), node -> seconds.of(node.spec()).isEmpty());
  }

  private static List<String> settings(List<RunNode> nodes, Predicate<RunNode> which) {
    return nodes.stream().filter(which).map(node -> node.spec().setting()).distinct().toList();
  }

  private static List<String> notRead(Plan plan) {
    return plan.graph().nodes().stream()
        .map(RunNode::spec)
        .filter(spec -> spec.fingerprint().equals(RunSpec.NOT_READ))
        .map(spec -> spec.dataset().name())
        .distinct()
        .toList();
  }

  /** The summary as a JSON object, keys in snake case. */
  public String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the plan as JSON", e);
    }
  }

  /** The summary as aligned lines for a terminal. */
  public String text() {
    return new PlanText(this).text();
  }
}
