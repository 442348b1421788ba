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
 * What a plan's bytes, hours and prices are reckoned from. What is not known is not reckoned.
 *
 * @param facts by setting, see {@link RunSpec#setting}
 * @param seen runs that were made, all on one kind of device
 * @param device their kind; empty text without any
 * @param assumed seconds that a pass takes where no run tells; empty for none
 * @param price of a device for an hour, in any currency; empty for none
 */
public record EstimateInputs(
    Map<String, SettingFacts> facts,
    List<Seen> seen,
    String device,
    OptionalDouble assumed,
    OptionalDouble price) {

  /** Nothing is known. */
  public static final EstimateInputs NONE = of(Map.of());

  public EstimateInputs {
    facts = Map.copyOf(facts);
    seen = List.copyOf(seen);
  }

  /** Networks and data, and nothing of what runs take. */
  public static EstimateInputs of(Map<String, SettingFacts> facts) {
    return new EstimateInputs(facts, List.of(), "", OptionalDouble.empty(), OptionalDouble.empty());
  }

  public PassSeconds passSeconds() {
    return new PassSeconds(seen, SettingFacts.work(facts));
  }

  /** What the runs of {@code graph} keep for good; empty when a setting of theirs is not known. */
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
