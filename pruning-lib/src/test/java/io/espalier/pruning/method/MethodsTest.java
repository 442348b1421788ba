// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.Formulas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The effects of methods on a network in a run. */
class MethodsTest extends NetworkFixture {

  @Test
  void a_share_at_which_dense_runs_keep_no_state_is_refused() {
    assertThatThrownBy(() -> Methods.ALL.choose("imp", Map.of("rewind", 0.3)))
        .hasMessageContaining(
            "Invalid rewind: 0.3, must be one of [0.0, 0.01, 0.02, 0.05, 0.07, 0.1, 0.25, 0.5, 0.75, 1.0]");
    assertThatThrownBy(() -> Methods.ALL.choose("bip", Map.of("retrain_from", 0.3)))
        .hasMessageContaining("Invalid retrain_from: 0.3, must be one of");
  }

  /** The weights that training has changed form whole filters, channels or patterns. */
  @Test
  void the_final_mask_and_weights_have_the_requested_structure() throws Exception {
    for (Granularity asked : List.of(new Filters(), new Channels(), new NofM(1, 4))) {
      structure = asked;
      for (String method : List.of("bip", "omp", "random")) {
        Pruned pruned = prune(method, Map.of(), new Beginning(), Optional.empty());
        Selection selection = asked.selection(net.layers(), Sparsity.afterRounds(5));

        assertThat(selection.allows(pruned.mask())).as("%s %s", asked, method).isTrue();
        assertThat(selection.groupsKept()).isLessThan(selection.groups());
        assertThat(
                pruned.state().weights().mul(pruned.mask().values().sub(1)).abs().max().getFloat())
            .as("%s %s: no removed weight is left", asked, method)
            .isZero();
        assertThat(pruned.state().other().mul(pruned.mask().other().sub(1)).abs().max().getFloat())
            .as("%s %s: no removed filter's shift is left", asked, method)
            .isZero();
      }
    }
  }

  @Test
  void sr_ste_also_trains_the_weights_that_its_mask_removes() throws Exception {
    structure = new NofM(1, 4);
    CheckpointFolder kept =
        new CheckpointFolder(new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1));

    Pruned pruned = prune("sr-ste", Map.of(), new Beginning(), Optional.of(kept));

    Map<String, NDArray> saved = saved("train");
    Selection selection = structure.selection(net.layers(), new Sparsity(0.75));
    assertThat(pruned.mask().values())
        .isEqualTo(selection.of(saved.get("weights"), net.others(), Ranking.MAGNITUDE).values());
    NDArray removed = saved.get("mask").sub(1);
    assertThat(saved.get("weights").mul(removed).abs().max().getFloat()).isPositive();
    assertThat(saved.get("weights").sub(initial.weights()).mul(removed).abs().max().getFloat())
        .as("moved")
        .isPositive();
  }

  /** The stem reads three channels, which are no multiple of 4; the classifier reads 16. */
  @Test
  void sr_ste_leaves_the_stem_dense_and_prunes_the_classifier_like_all_other_layers()
      throws Exception {
    structure = new NofM(2, 4);

    Mask mask = prune("sr-ste", Map.of(), new Beginning(), Optional.empty()).mask();

    List<Layer> layers = net.layers();
    List<Long> expected = new ArrayList<>(layers.stream().map(layer -> layer.size() / 2).toList());
    expected.set(0, layers.get(0).size());
    assertThat(layers.get(0).inputsOfFilter()).isEqualTo(3);
    assertThat(layers.get(layers.size() - 1).isConvolution()).isFalse();
    assertThat(LayerCounts.of(layers, mask).kept()).isEqualTo(expected);
  }

  /** g = (1, 2), θ = (3, 4), the second weight is removed: 2 + 0.5 · 4. */
  @Test
  void sr_stes_decay_applies_only_to_removed_weights() {
    NDArray refined =
        Formulas.value(
            SrSte.REFINED,
            List.of(
                manager.create(new float[] {1, 2}),
                manager.create(new float[] {3, 4}),
                manager.create(new float[] {1, 0})),
            0.5);

    assertThat(refined.toFloatArray()).containsExactly(1, 4);
  }

  @Test
  void a_random_mask_follows_the_requested_distribution() throws Exception {
    long kept = Sparsity.afterRounds(5).kept(net.prunable());
    for (Distribution distribution : Distribution.values()) {
      String name = distribution.name().toLowerCase(Locale.ROOT);
      Pruned pruned =
          prune("random", Map.of("distribution", name), new Beginning(), Optional.empty());
      List<Long> counts = LayerCounts.of(net.layers(), pruned.mask()).kept();

      assertThat(pruned.mask().kept()).isEqualTo(kept);
      distribution
          .counts(net.layers(), kept)
          .ifPresent(prescribed -> assertThat(counts).isEqualTo(prescribed));
    }
  }
}
