// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * The table of what is Java's own: top-k and augmentation, each by itself.
 *
 * @param topK one result for each number of scores
 */
record KernelReport(Collection<RunResult> topK, Collection<RunResult> augmentation) {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** The length that has a goal: as many scores as ResNet-18 has weights. */
  private static final String RESNET18_SCORES = "11200000";

  /** Room for two views of memory, and for what JMH itself allocates. */
  private static final Goal NOTHING = Goal.atMost(4, " kB");

  Table table() {
    List<Row> rows = new ArrayList<>();
    for (RunResult result : topK) {
      String scores = result.getParams().getParam("scores");
      Row time = time("top-k of " + scores, result);
      rows.add(scores.equals(RESNET18_SCORES) ? time.with(Goal.atMost(25, " ms")) : time);
      rows.add(allocated("top-k of " + scores, result).with(NOTHING));
    }
    for (RunResult result : augmentation) {
      String what = "augmentation of %s images 32×32".formatted(Workload.BATCH);
      rows.add(time(what, result));
      rows.add(allocated(what, result));
    }
    return new Table("Top-k and augmentation, 1 thread", rows);
  }

  private static Row time(String what, RunResult result) {
    return Row.of(what, over(result, i -> i.getPrimaryResult().getScore()), 2, " ms");
  }

  private static Row allocated(String what, RunResult result) {
    Spread bytes = over(result, i -> i.getSecondaryResults().get(ALLOCATED).getScore() / 1e3);
    return Row.of(what + ", allocated a call", bytes, 1, " kB");
  }

  private static Spread over(RunResult result, ToDoubleFunction<IterationResult> quantity) {
    return Spread.over(List.copyOf(result.getAggregatedResult().getIterationResults()), quantity);
  }
}
