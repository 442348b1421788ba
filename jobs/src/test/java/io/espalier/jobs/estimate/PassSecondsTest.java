// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.estimate;

import static io.espalier.jobs.plan.Cells.SHAPES;
import static io.espalier.jobs.plan.Cells.method;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.jobs.estimate.PassSeconds.Seen;
import io.espalier.jobs.plan.RunSpec;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PassSecondsTest {
  private static final String SMALL = "shapes resnet20s";
  private static final String LARGE = "shapes resnet18";
  private static final Map<String, Double> WORK = Map.of(SMALL, 2.0, LARGE, 10.0);

  private static final List<Seen> SEEN =
      List.of(
          new Seen(SMALL, "unstructured", "fine", 4, 40),
          new Seen(SMALL, "unstructured", "fine", 1, 20),
          new Seen(SMALL, "filter", "fine", 5, 10),
          new Seen(SMALL, "unstructured", "rounds", 10, 30));

  @Test
  void runs_of_the_same_kind_are_weighted_by_their_passes() {
    assertThat(seconds(SEEN, "resnet20s", "fine", new Unstructured())).hasValue(60 / 5.0);
  }

  @Test
  void runs_of_another_structure_are_preferred_to_runs_of_another_method() {
    assertThat(seconds(SEEN, "resnet20s", "rounds", new Filters())).hasValue(3);
  }

  @Test
  void runs_of_another_method_are_preferred_to_runs_of_another_network() {
    assertThat(seconds(SEEN, "resnet20s", "fresh", new Unstructured())).hasValue(100 / 20.0);
  }

  @Test
  void runs_of_another_network_are_scaled_by_its_operations() {
    OptionalDouble seconds = seconds(SEEN, "resnet18", "fine", new Unstructured());

    assertThat(seconds.orElseThrow()).isCloseTo(100 / 20.0 * 10 / 2, within(1e-9));
  }

  @Test
  void without_comparable_runs_there_is_no_estimate() {
    assertThat(seconds(SEEN, "resnet50", "fine", new Unstructured())).isEmpty();
    assertThat(seconds(List.of(), "resnet18", "fine", new Unstructured())).isEmpty();
    assertThat(
            seconds(
                List.of(new Seen(SMALL, "filter", "fine", 0, 9)),
                "resnet20s",
                "fine",
                new Unstructured()))
        .isEmpty();
  }

  private static OptionalDouble seconds(
      List<Seen> seen, String model, String method, Granularity structure) {
    return new PassSeconds(seen, WORK)
        .of(
            new RunSpec(
                SHAPES,
                "f0",
                Architectures.ALL.choose(model, Map.of()),
                Precision.FLOAT32,
                structure,
                method(method),
                new Sparsity(0.5),
                1));
  }
}
