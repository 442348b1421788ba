// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.model.ResNet20s;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class DataOrderTest {
  private TinyRun run;

  @BeforeEach
  void open() {
    run = new TinyRun(new ResNet20s(0.25).block(4));
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void every_method_that_trains_after_a_cut_trains_the_same_ticket_in_other_orders()
      throws Exception {
    Map<String, Map<String, Object>> methods =
        Map.of("omp", Map.of(), "imp", Map.of(), "bip", Map.of("retrain_epochs", 1));
    for (String method : methods.keySet()) {
      Map<String, Object> settings = new HashMap<>(methods.get(method));
      Pruned plain = run.prune(method, settings, 0.5);
      settings.put("data_order", 0);
      Pruned same = run.prune(method, settings, 0.5);
      settings.put("data_order", 1);
      Pruned first = run.prune(method, settings, 0.5);
      settings.put("data_order", 2);
      Pruned second = run.prune(method, settings, 0.5);

      assertThat(same.state().weights()).as(method).isEqualTo(plain.state().weights());
      for (Pruned other : List.of(first, second)) {
        assertThat(other.mask().values()).as(method).isEqualTo(plain.mask().values());
        assertThat(other.state().weights()).as(method).isNotEqualTo(plain.state().weights());
      }
      assertThat(second.state().weights()).as(method).isNotEqualTo(first.state().weights());
    }
  }

  @Test
  void the_phase_of_an_order_is_told() throws Exception {
    run.prune("omp", Map.of("data_order", 3), 0.5);

    assertThat(run.curve).extracting("phase").containsOnly("train order 3");
  }

  @Test
  void an_order_of_nothing_is_refused() {
    assertThatThrownBy(() -> Methods.ALL.choose("omp", Map.of("data_order", -1)))
        .hasMessage("Invalid data_order: -1, must be at least 0");
    assertThatThrownBy(
            () ->
                Methods.ALL.choose(
                    "omp", Map.of("from", "trained", "retrain", "none", "data_order", 1)))
        .hasMessage("Invalid data_order: 1, must be 0, because retrain: none trains nothing");
    assertThatThrownBy(() -> Methods.ALL.choose("bip", Map.of("data_order", 1)))
        .hasMessage("Invalid data_order: 1, must be 0, or else set retrain_epochs above 0");
  }
}
