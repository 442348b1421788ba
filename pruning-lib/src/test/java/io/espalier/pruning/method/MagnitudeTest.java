// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.NetworkState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The effects of IMP, OMP and other magnitude pruning on a network in a run. */
class MagnitudeTest extends NetworkFixture {

  @Test
  void imp_rewinds_kept_weights_biases_and_statistics_to_their_initial_values() throws Exception {
    Beginning beginning = new Beginning();
    Pruned pruned = prune("imp", Map.of(), beginning, Optional.empty());

    assertThat(beginning.weights)
        .isEqualTo(initial.weights().mul(pruned.mask().values()).toFloatArray());
    assertThat(beginning.other).isEqualTo(initial.other().toFloatArray());
    assertThat(beginning.statistics).isEqualTo(initial.statistics().toFloatArray());
  }

  @Test
  void imp_ranks_weights_by_trained_magnitude_not_by_initial_magnitude() throws Exception {
    Pruned pruned = prune("imp", Map.of(), new Beginning(), Optional.empty());

    NDArray sizes = trained.weights().abs();
    float smallestKept = largestWhere(sizes.neg(), pruned.mask().values()) * -1;
    float largestRemoved = largestWhere(sizes, pruned.mask().values().sub(1).neg());
    assertThat(largestRemoved).isLessThanOrEqualTo(smallestKept);
  }

  @Test
  void omp_retrains_from_the_weights_chosen_by_its_setting() throws Exception {
    Beginning fromInitial = new Beginning();
    Beginning fromTrained = new Beginning();
    Pruned one = prune("omp", Map.of(), fromInitial, Optional.empty());
    Pruned two = prune("omp", Map.of("from", "trained"), fromTrained, Optional.empty());

    assertThat(one.mask().values()).isEqualTo(two.mask().values());
    assertThat(fromInitial.other).isEqualTo(initial.other().toFloatArray());
    assertThat(fromTrained.weights)
        .isEqualTo(trained.weights().mul(two.mask().values()).toFloatArray());
    assertThat(fromTrained.statistics).isEqualTo(trained.statistics().toFloatArray());
  }

  @Test
  void global_mp_and_lamp_retrain_from_the_trained_weights_by_default() throws Exception {
    for (String method : List.of("global-mp", "lamp")) {
      Beginning fromTrained = new Beginning();
      Beginning fromInitial = new Beginning();
      Pruned one = prune(method, Map.of(), fromTrained, Optional.empty());
      Pruned two = prune(method, Map.of("from", "initial"), fromInitial, Optional.empty());

      assertThat(one.mask().values()).as(method).isEqualTo(two.mask().values());
      assertThat(fromTrained.weights)
          .isEqualTo(trained.weights().mul(one.mask().values()).toFloatArray());
      assertThat(fromTrained.statistics).isEqualTo(trained.statistics().toFloatArray());
      assertThat(fromInitial.other).as(method).isEqualTo(initial.other().toFloatArray());
    }
  }

  /** Global pruning empties a first layer whose weights are a thousandth as large. */
  @Test
  void global_mp_and_lamp_keep_weights_of_a_layer_that_omp_empties() throws Exception {
    float[] factors = new float[(int) net.prunable()];
    Arrays.fill(factors, 1);
    Arrays.fill(factors, 0, (int) net.layers().get(0).size(), 0.001f);
    trained.weights().muli(manager.create(factors));

    Map<String, Long> keptOfFirst = new HashMap<>();
    for (String method : List.of("omp", "global-mp", "lamp")) {
      Mask mask = prune(method, Map.of(), new Beginning(), Optional.empty()).mask();
      assertThat(mask.kept()).isEqualTo(Sparsity.afterRounds(5).kept(net.prunable()));
      keptOfFirst.put(method, mask.kept(0, net.layers().get(0).size()));
    }

    long minimum = (long) (0.0005 * net.prunable());
    assertThat(keptOfFirst).containsEntry("omp", 0L).containsEntry("global-mp", minimum);
    assertThat(keptOfFirst.get("lamp")).isPositive();
  }

  /** No target allows half of all weights in each layer, so each layer gets an equal part. */
  @Test
  void global_mp_divides_the_count_equally_if_it_cannot_cover_all_minima() throws Exception {
    Map<String, Object> half = Map.of("epochs", 1, "min_per_layer", 0.5);

    Mask mask = prune("global-mp", half, new Beginning(), Optional.empty()).mask();

    long part = mask.kept() / net.layers().size();
    assertThat(net.layers())
        .allMatch(layer -> mask.kept(layer.offset(), layer.size()) >= Math.min(part, layer.size()));
  }

  @Test
  void imp_rewinds_to_the_requested_state_of_the_dense_run() throws Exception {
    NetworkState early = stateAt(0.05);
    Beginning beginning = new Beginning();

    Pruned pruned = prune("imp", Map.of("rewind", 0.05), beginning, Optional.empty());
    Pruned plain = prune("imp", Map.of(), new Beginning(), Optional.empty());

    assertThat(pruned.mask().values()).isEqualTo(plain.mask().values());
    assertThat(beginning.weights)
        .isEqualTo(early.weights().mul(pruned.mask().values()).toFloatArray());
    assertThat(beginning.other).isEqualTo(early.other().toFloatArray());
    assertThat(beginning.statistics).isEqualTo(early.statistics().toFloatArray());
  }

  private static float largestWhere(NDArray values, NDArray mask) {
    return values.add(mask.sub(1).mul(1e6)).max().getFloat();
  }
}
