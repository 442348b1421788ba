package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.PartGraph;
import io.espalier.jobs.plan.RunNode;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A part of a sweep in numbers, taken by itself: what several parts need is counted in each.
 *
 * @param part its name
 * @param cells results that it asks for
 * @param runs in its graph: the cells and what they need, each once
 * @param passes of all these runs, done or not
 * @param passesToDo of those to make
 * @param passesAlone see {@link PartGraph#passesAlone}
 * @param share {@code passes} ÷ {@code passesAlone}, in (0, 1]: what is left of the work once runs
 *     are shared
 * @param bytes that its runs keep for good, done or not; null where they are not known
 */
public record PartSummary(
    String part,
    int cells,
    int runs,
    double passes,
    double passesToDo,
    double passesAlone,
    double share,
    Long bytes) {

  /**
   * @param done keys of the runs whose results are there
   */
  public static PartSummary of(PartGraph part, Set<String> done, EstimateInputs basis) {
    double passes = part.graph().passes();
    double passesDone =
        part.graph().nodes().stream()
            .filter(node -> done.contains(node.key()))
            .mapToDouble(RunNode::passes)
            .sum();
    OptionalLong bytes = basis.bytes(part.graph());
    return new PartSummary(
        part.name(),
        part.cells().size(),
        part.graph().nodes().size(),
        passes,
        passes - passesDone,
        part.passesAlone(),
        passes / part.passesAlone(),
        bytes.isEmpty() ? null : bytes.getAsLong());
  }
}
