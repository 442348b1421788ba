// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.model.Layer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks which weights are removed together, on layers small enough to compute by hand. */
class GranularityTest {
  private static final double HALF = 0.5;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * Four filters of two inputs, 1×1: (3, 0), (2, 2), (0, 1), (−4, 0) have L2 norms 3, √8, 1, 4; the
   * sums of absolute values, 3, 4, 1, 4, would keep the second instead of the first.
   */
  @Test
  void filters_are_ranked_by_their_l2_norm() {
    Layer layer = convolution(0, 4, 2, 1, 1, List.of());

    Mask mask = project(new Filters(), HALF, List.of(layer), 3, 0, 2, 2, 0, 1, -4, 0);

    assertThat(mask.values().toFloatArray()).containsExactly(1, 1, 0, 0, 0, 0, 1, 1);
  }

  /** Scale at 1 to 2, shift at 3 to 4 of six other parameters. */
  @Test
  void a_removed_filter_removes_only_its_own_scale_and_shift() {
    Layer layer = convolution(0, 2, 1, 1, 1, List.of(1L, 3L));
    Selection half = new Filters().selection(List.of(layer), new Sparsity(HALF));

    Mask mask = half.of(manager.create(new float[] {1, 2}), 6, Ranking.MAGNITUDE);

    assertThat(mask.values().toFloatArray()).containsExactly(0, 1);
    assertThat(mask.other().toFloatArray()).containsExactly(1, 0, 1, 0, 1, 1);
    assertThat(mask.otherKept()).isEqualTo(4);

    half.project(manager.create(new float[] {2, 1}), Ranking.MAGNITUDE, mask);

    assertThat(mask.other().toFloatArray()).as("back again").containsExactly(1, 1, 0, 1, 0, 1);
  }

  @Test
  void removed_filters_are_rounded_down_in_every_layer_and_at_least_one_stays() {
    List<Layer> layers =
        List.of(convolution(0, 10, 1, 1, 1, List.of()), convolution(10, 3, 1, 1, 1, List.of()));

    assertThat(new Filters().selection(layers, new Sparsity(0.3)).groupsKept()).isEqualTo(7 + 3);
    assertThat(new Filters().selection(layers, new Sparsity(0.35)).groupsKept()).isEqualTo(7 + 2);
    assertThat(new Filters().selection(layers, new Sparsity(0.99)).groupsKept()).isEqualTo(1 + 1);
    assertThat(new Sparsity(0.29).keptGroups(100)).as("0.29 · 100 < 29 in binary").isEqualTo(71);
    for (double share = 0; share < 1; share += 0.01) {
      Selection selection = new Filters().selection(layers, new Sparsity(share));
      Mask mask = selection.of(manager.arange(13f), 0, Ranking.MAGNITUDE);
      assertThat(mask.kept()).isEqualTo(selection.groupsKept()); // one weight per filter here
      assertThat(selection.groups()).isEqualTo(13);
    }
  }

  /**
   * A first layer that sees the image, then two filters of two inputs with 1×2 positions, in memory
   * (filter, position, input): input 0 has 1 1 1 1, norm 2; input 1 has 0 0 0 −3, norm 3.
   */
  @Test
  void channels_are_ranked_across_filters_and_first_layer_and_classifier_stay_dense() {
    Layer stem = convolution(0, 1, 2, 1, 1, List.of());
    Layer inner = convolution(2, 2, 2, 2, 1, List.of(0L));
    Layer classifier = new Layer("fc", List.of(2L, 2L), 10, 4, 1, 1, List.of());

    Mask mask =
        project(
            new Channels(),
            HALF,
            List.of(stem, inner, classifier),
            new float[] {0, 0, 1, 0, 1, 0, 1, 0, 1, -3, 0, 0, 0, 0});

    assertThat(mask.values().toFloatArray())
        .containsExactly(1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1);
    assertThat(mask.other().toFloatArray()).as("no filter is gone").containsExactly(1, 1);
  }

  /**
   * Four filters of two inputs, (3, 0.5), (2, 2), (0, 1), (−4, 0), of norms 3.04, 2.83, 1, 4, and
   * weights 5 and 1 of a classifier. Half of the filters go, the second and the third; of the six
   * weights left, 3, −4, 5 and 1 are the four to keep. One ranking of all would keep a 2 instead of
   * the 1.
   */
  @Test
  void filters_are_removed_first_and_then_the_smallest_weights_of_the_others() {
    Layer layer = convolution(0, 4, 2, 1, 1, List.of(0L));
    Layer classifier = new Layer("fc", List.of(1L, 2L), 8, 2, 1, 1, List.of());
    List<Layer> layers = List.of(layer, classifier);
    float[] weights = {3, 0.5f, 2, 2, 0, 1, -4, 0, 5, 1};

    Mask mask = project(new FiltersThenWeights(HALF), 0.6, layers, weights);

    assertThat(mask.values().toFloatArray()).containsExactly(1, 0, 0, 0, 0, 0, 1, 0, 1, 1);
    assertThat(mask.other().toFloatArray()).containsExactly(1, 0, 0, 1);
  }

  /**
   * Norms of what is left of the four filters: 0.5, 4, 0 because it was removed, and 0.85. The
   * second stays, though it has lost a weight, and the last. Of their weights left, 4, 0.6 and 0.6,
   * two are kept. One that counted a lost weight as the whole filter would rank the first three
   * alike.
   */
  @Test
  void filters_that_have_lost_weights_are_ranked_by_what_is_left_of_them() {
    Layer layer = convolution(0, 4, 2, 1, 1, List.of(0L));
    Selection half = new FiltersThenWeights(HALF).selection(List.of(layer), new Sparsity(0.75));
    for (Residence residence : Residence.values()) {
      Mask mask =
          new Mask(
              manager.create(new float[] {1, 0, 0, 1, 0, 0, 1, 1}),
              manager.create(new float[] {1, 1, 0, 1}),
              Selector.of(residence, manager));

      half.narrow(mask, manager.create(new float[] {0.5f, 9, 9, -4, 8, 8, 0.6f, 0.6f}));

      assertThat(mask.values().toFloatArray()).containsExactly(0, 0, 0, 1, 0, 0, 1, 0);
      assertThat(mask.other().toFloatArray()).containsExactly(0, 1, 0, 1);
    }
  }

  /** At 25 % removed on the way to more, a quarter of the filters is gone, and no other weight. */
  @Test
  void filters_are_removed_no_faster_than_weights() {
    Layer layer = convolution(0, 4, 2, 1, 1, List.of());
    FiltersThenWeights structure = new FiltersThenWeights(HALF);

    assertThat(
            project(structure, 0.25, List.of(layer), 3, 0, 0, 1, 2, 2, -4, 0)
                .values()
                .toFloatArray())
        .containsExactly(1, 1, 0, 0, 1, 1, 1, 1);
    assertThat(structure.refuses(new Sparsity(0.25))).hasValue("it removes 50.00 % of the filters");
    assertThat(structure.refuses(new Sparsity(HALF))).isEmpty();
  }

  /** The kept filters are the first two of four; the second has no weight left. */
  @Test
  void a_kept_filter_may_have_no_weights_but_a_removed_one_must_not() {
    Layer layer = convolution(0, 4, 2, 1, 1, List.of(0L));
    Selection two = new FiltersThenWeights(HALF).selection(List.of(layer), new Sparsity(0.75));

    assertThat(two.allows(mask(new float[] {1, 1, 0, 0, 0, 0, 0, 0}, 1, 1, 0, 0))).isTrue();
    assertThat(two.allows(mask(new float[] {1, 0, 0, 0, 0, 0, 0, 0}, 1, 1, 0, 0)))
        .as("one weight too few")
        .isFalse();
    assertThat(two.allows(mask(new float[] {1, 0, 0, 0, 0, 0, 1, 0}, 1, 1, 0, 0)))
        .as("a weight of a removed filter")
        .isFalse();
    assertThat(two.allows(mask(new float[] {1, 1, 0, 0, 0, 0, 0, 0}, 1, 1, 1, 0)))
        .as("one filter too many")
        .isFalse();
    Layer bare = convolution(0, 4, 2, 1, 1, List.of());
    Selection ofBare = new FiltersThenWeights(HALF).selection(List.of(bare), new Sparsity(0.6));
    assertThat(ofBare.allows(mask(new float[] {1, 0, 1, 0, 1, 0, 0, 0})))
        .as("weights of three filters, where nothing follows them")
        .isFalse();
  }

  /** Four channels, a filter each: input channel i is what filter i reads. */
  @Test
  void an_input_channel_of_a_depthwise_convolution_is_one_filter() {
    Layer stem = convolution(0, 1, 1, 1, 1, List.of());
    Layer depthwise = convolution(1, 4, 1, 1, 4, List.of());

    Mask mask = project(new Channels(), HALF, List.of(stem, depthwise), 9, 1, 4, 3, 2);

    assertThat(mask.values().toFloatArray()).containsExactly(1, 0, 1, 1, 0);
  }

  /** Two groups of two filters with two inputs each: filters 2 and 3 read inputs 2 and 3. */
  @Test
  void input_channels_of_a_grouped_convolution_are_counted_across_its_groups() {
    Layer stem = convolution(0, 1, 1, 1, 1, List.of());
    Layer grouped = convolution(1, 4, 2, 1, 2, List.of());

    Mask mask = project(new Channels(), HALF, List.of(stem, grouped), 0, 5, 1, 5, 1, 1, 5, 1, 5);

    assertThat(mask.values().toFloatArray()).containsExactly(1, 1, 0, 1, 0, 0, 1, 0, 1);
  }

  @Test
  void a_2_4_pattern_keeps_two_of_every_four_and_breaks_ties_by_index() {
    Layer layer = new Layer("fc", List.of(2L, 4L), 0, 8, 1, 1, List.of());

    Mask mask = project(new NofM(2, 4), HALF, List.of(layer), 1, -3, 2, 0, 1, 1, 1, 1);

    assertThat(mask.values().toFloatArray()).containsExactly(0, 1, 1, 0, 1, 1, 0, 0);
  }

  @Test
  void a_layer_whose_inputs_are_not_a_multiple_of_m_stays_dense() {
    Layer stem = convolution(0, 2, 3, 1, 1, List.of());
    Layer fitting = new Layer("fc", List.of(1L, 4L), 6, 4, 1, 1, List.of());
    Selection selection = new NofM(1, 4).selection(List.of(stem, fitting), new Sparsity(0.75));

    Mask mask = selection.of(manager.arange(10f), 0, Ranking.MAGNITUDE);

    assertThat(mask.values().toFloatArray()).containsExactly(1, 1, 1, 1, 1, 1, 0, 0, 0, 1);
    assertThat(selection.groupsKept()).isEqualTo(mask.kept()).isEqualTo(7);
  }

  @Test
  void a_layer_between_two_with_a_pattern_stays_dense() {
    Layer first = new Layer("first", List.of(1L, 4L), 0, 4, 1, 1, List.of());
    Layer between = convolution(4, 1, 3, 1, 1, List.of());
    Layer last = new Layer("last", List.of(1L, 4L), 7, 4, 1, 1, List.of());

    Mask mask =
        project(
            new NofM(1, 4), 0.75, List.of(first, between, last), 4, 3, 2, 1, 0, 0, 0, 1, 9, 2, 3);

    assertThat(mask.values().toFloatArray()).containsExactly(1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0);
  }

  @Test
  void an_intermediate_pattern_keeps_the_given_density_but_at_least_its_own() {
    Layer layer = new Layer("fc", List.of(1L, 4L), 0, 4, 1, 1, List.of());
    long[] kept =
        Arrays.stream(new double[] {0, 0.25, 0.3, 0.5, 0.9})
            .mapToLong(
                share -> new NofM(2, 4).selection(List.of(layer), new Sparsity(share)).groupsKept())
            .toArray();

    assertThat(kept).containsExactly(4, 3, 3, 2, 2);
  }

  /** Summed, filter scores are 1, −1, 0 and 2; their norms would rank the second first. */
  @Test
  void signed_scores_of_a_group_are_summed() {
    Layer layer = convolution(0, 4, 2, 1, 1, List.of());
    Selection half = new Filters().selection(List.of(layer), new Sparsity(HALF));
    NDArray scores = manager.create(new float[] {0, 1, -9, 8, 1, -1, 1, 1});

    assertThat(half.of(scores, 0, Ranking.SIGNED).values().toFloatArray())
        .containsExactly(1, 1, 0, 0, 0, 0, 1, 1);
  }

  /** Filters 0 and 1 are kept with weights of 0, and still rank before the removed one. */
  @Test
  void a_removed_filter_stays_removed() {
    Layer layer = convolution(0, 4, 1, 1, 1, List.of());
    Selection half = new Filters().selection(List.of(layer), new Sparsity(HALF));
    Mask mask = new Mask(manager.create(new float[] {1, 1, 1, 0}), manager.zeros(new Shape(0)));

    half.narrow(mask, manager.create(new float[] {0, 0, 2, 9}));

    assertThat(mask.values().toFloatArray()).containsExactly(1, 0, 1, 0);
  }

  @Test
  void a_mask_is_allowed_only_with_whole_filters_and_the_exact_count() {
    Layer layer = convolution(0, 4, 2, 1, 1, List.of(0L));
    Selection half = new Filters().selection(List.of(layer), new Sparsity(HALF));

    assertThat(half.allows(mask(new float[] {1, 1, 0, 0, 0, 0, 1, 1}, 1, 0, 0, 1))).isTrue();
    assertThat(half.allows(mask(new float[] {1, 1, 0, 0, 0, 1, 1, 0}, 1, 0, 0, 1)))
        .as("parts of filters")
        .isFalse();
    assertThat(half.allows(mask(new float[] {1, 1, 0, 0, 1, 1, 1, 1}, 1, 0, 1, 1)))
        .as("one filter too many")
        .isFalse();
    assertThat(half.allows(mask(new float[] {1, 1, 0, 0, 0, 0, 1, 1}, 1, 1, 1, 1)))
        .as("a removed filter's shift")
        .isFalse();
  }

  @Test
  void names_of_structures_are_parsed_and_other_names_are_refused() {
    for (String name : List.of("unstructured", "filter", "filter:0.25", "channel", "2:4", "1:16")) {
      assertThat(Granularity.named(name).map(Object::toString)).hasValue(name);
    }
    for (String name :
        List.of(
            "",
            "4:2",
            "2:2",
            "0:4",
            "2:64",
            "02:4",
            "filters",
            "2:4:8",
            "filter:0.0",
            "filter:1",
            "filter:",
            "filter:0,5")) {
      assertThat(Granularity.named(name)).as(name).isEmpty();
    }
    assertThat(new NofM(2, 4).ownSparsity()).isEqualTo(Optional.of(new Sparsity(0.5)));
    assertThat(new NofM(3, 28).ownSparsity().orElseThrow().share())
        .as("not round 10, 0.8926")
        .isCloseTo(25 / 28.0, within(1e-15));
    assertThatThrownBy(() -> new NofM(4, 2))
        .hasMessage("Invalid pattern: 4:2, must be N:M with 1 ≤ N < M ≤ 32");
  }

  private Mask project(Granularity structure, double share, List<Layer> layers, float... scores) {
    int others =
        layers.stream().mapToInt(layer -> layer.followers().size() * layer.filters()).sum();
    return structure
        .selection(layers, new Sparsity(share))
        .of(manager.create(scores), others, Ranking.MAGNITUDE);
  }

  private Mask mask(float[] values, float... other) {
    return new Mask(manager.create(values), manager.create(other));
  }

  private static Layer convolution(
      long offset, long filters, long inputs, long places, long groups, List<Long> followers) {
    return new Layer(
        "conv at " + offset,
        List.of(filters, inputs, 1L, places),
        offset,
        filters * inputs * places,
        1,
        groups,
        followers);
  }
}
