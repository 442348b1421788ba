// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class TurnsTest {
  private final List<String> order = new ArrayList<>();
  private long now;

  @Test
  void every_network_has_a_turn_in_each_round_and_the_first_changes() {
    Map<String, Timing> timings =
        new Turns(3, () -> now).of(networks(Map.of("a", pass -> 1, "b", pass -> 1)));

    assertThat(timings.keySet()).containsExactly("a", "b");
    assertThat(String.join("", order))
        .isEqualTo("aaabbb" /* warm-up */ + "aabb" + "bbaa" + "aabb"); // a turn is two passes
  }

  @Test
  void warm_up_and_the_first_pass_of_a_turn_are_not_timed() {
    // Passes from 0: three of warm-up, then 3 and 4 in the first turn, 5 and 6 in the second.
    LongUnaryOperator nanos =
        pass -> pass < 3 ? 1_000_000_000 : pass % 2 == 1 ? 500_000_000 : 2_000_000 * pass;

    Timing timing = new Turns(2, () -> now).of(networks(Map.of("a", nanos))).get("a");

    assertThat(timing).isEqualTo(new Timing(2, 10, 9, 11)); // of 8 and 12 ms
  }

  @Test
  void quartiles_are_interpolated() {
    assertThat(Timing.of(new long[] {4_000_000, 1_000_000, 2_000_000, 3_000_000}))
        .isEqualTo(new Timing(4, 2.5, 1.75, 3.25));
    assertThat(Timing.of(new long[] {7_000_000})).isEqualTo(new Timing(1, 7, 7, 7));
  }

  private Map<String, ForwardPasses> networks(Map<String, LongUnaryOperator> nanosOfPass) {
    Map<String, ForwardPasses> networks = new LinkedHashMap<>();
    nanosOfPass.keySet().stream()
        .sorted()
        .forEach(name -> networks.put(name, new Scripted(name, nanosOfPass.get(name))));
    return networks;
  }

  private final class Scripted implements ForwardPasses {
    private final String name;
    private final LongUnaryOperator nanos;
    private int passes;

    Scripted(String name, LongUnaryOperator nanos) {
      this.name = name;
      this.nanos = nanos;
    }

    @Override
    public void pass() {
      order.add(name);
      now += nanos.applyAsLong(passes++);
    }

    @Override
    public void close() {}
  }
}
