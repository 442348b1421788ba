// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.plan.RunGraph;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.plan.RunSpec;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The inputs for estimates of bytes, hours and prices. Without an input, there is no estimate.
 *
 * @param facts by setting, see {@link RunSpec#setting}
 * @param seen observed runs, all on one kind of device
 * @param device kind of device; empty without runs
 * @param assumed seconds per pass of runs without a comparable observed run; empty for none
 * @param price of a device per hour, in any currency; empty for none
 */
public record EstimateInputs(
    Map<String, SettingFacts> facts,
    List<Seen> seen,
    String device,
    OptionalDouble assumed,
    OptionalDouble price) {

  /** No inputs. */
  public static final EstimateInputs NONE = of(Map.of());

  public EstimateInputs {
    facts = Map.copyOf(facts);
    seen = List.copyOf(seen);
  }

  /** Sizes of networks and data, without durations. */
  public static EstimateInputs of(Map<String, SettingFacts> facts) {
    return new EstimateInputs(facts, List.of(), "", OptionalDouble.empty(), OptionalDouble.empty());
  }

  public PassSeconds passSeconds() {
    return new PassSeconds(seen, SettingFacts.work(facts));
  }

  /** Bytes that the runs of {@code graph} store; empty when the size of a setting is unknown. */
  OptionalLong bytes(RunGraph graph) {
    long bytes = 0;
    for (RunNode node : graph.nodes()) {
      SettingFacts known = facts.get(node.spec().setting());
      if (known == null) {
        return OptionalLong.empty();
      }
      bytes += known.bytes(node);
    }
    return OptionalLong.of(bytes);
  }
}
