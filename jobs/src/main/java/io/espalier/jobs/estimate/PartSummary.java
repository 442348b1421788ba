// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.PartGraph;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.plan.RunNode;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The numbers of one part of a sweep. Runs that several parts share are counted in each of them.
 *
 * @param part its name
 * @param cells number of cells
 * @param runs number of runs in its graph: the cells and the runs that they depend on
 * @param passes passes of all these runs, done or not
 * @param passesToDo passes of the runs to do
 * @param passesAlone see {@link PartGraph#passesAlone}
 * @param share {@code passes} ÷ {@code passesAlone}, in (0, 1]: the share of the work that remains
 *     when runs are shared
 * @param bytes stored by its runs, done or not; null if unknown
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
   * @param done keys of finished runs
   */
  public static PartSummary of(PartGraph part, Set<RunKey> done, EstimateInputs basis) {
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
