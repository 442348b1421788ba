// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.pruning.measure.RunMemory;
import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * The run that needs the most memory.
 *
 * @param setting its setting, see {@link RunSpec#setting}
 * @param batch images of its step
 * @param deviceBytes estimate of its memory on the device, see {@link RunMemory}
 * @param hostBytes estimate of its additional memory on the host, where the device is a GPU
 */
public record MemorySummary(String setting, int batch, long deviceBytes, long hostBytes)
    implements Serializable {
  private static final String BATCH = "batch";

  /**
   * The largest of some runs; empty if the size of no network is known.
   *
   * @param facts by setting
   */
  public static Optional<MemorySummary> of(
      Collection<RunNode> runs, Map<String, SettingFacts> facts) {
    return runs.stream()
        .map(RunNode::spec)
        .filter(spec -> facts.containsKey(spec.setting()))
        .flatMap(spec -> of(spec, facts.get(spec.setting())).stream())
        .max(Comparator.comparingLong(MemorySummary::deviceBytes));
  }

  private static Optional<MemorySummary> of(RunSpec spec, SettingFacts facts) {
    if (!(spec.method().allSettings().get(BATCH) instanceof Integer batch)) {
      return Optional.empty(); // it trains nothing
    }
    RunMemory memory = RunMemory.of(facts.network(), batch, spec.precision());
    return Optional.of(new MemorySummary(spec.setting(), batch, memory.device(), memory.host()));
  }
}
