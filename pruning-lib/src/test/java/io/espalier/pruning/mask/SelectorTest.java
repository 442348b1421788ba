// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.model.Layer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways to select, on a CPU: every selection yields the same bits on both. */
@Tag("any-processor")
class SelectorTest {
  private static final int SEEDS = 3;

  /** A stem, an inverted bottleneck, a grouped convolution and a classifier. */
  private static final List<Layer> LAYERS = layers();

  private static final int OTHERS = 200;

  /** Values for scores; each meets a case that a ranking could get wrong. */
  private enum Scores {
    NORMAL,
    TIES,
    ZEROS_OF_BOTH_SIGNS,
    NEAR_ZERO,
    EQUAL,
    INFINITE,
    ALL_MAGNITUDES;

    private double value(SplittableRandom random) {
      return switch (this) {
        case NORMAL -> random.nextGaussian();
        case TIES -> random.nextInt(-2, 3);
        case ZEROS_OF_BOTH_SIGNS -> random.nextBoolean() ? -0.0 : 0.0;
        case NEAR_ZERO -> random.nextInt(-3, 4) * (double) Float.MIN_VALUE;
        case EQUAL -> 0.25;
        case INFINITE ->
            random.nextInt(20) > 0
                ? random.nextGaussian()
                : random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        case ALL_MAGNITUDES -> random.nextGaussian() * StrictMath.pow(2, random.nextInt(-140, 120));
      };
    }

    float[] drawn(long seed, long n) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] scores = new float[(int) n];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) value(random);
      }
      return scores;
    }
  }

  private final NDManager manager = NDManager.newBaseManager();
  private final Map<Residence, Selector> selectors =
      new TreeMap<>(
          Map.of(
              Residence.HOST, Selector.of(Residence.HOST, manager),
              Residence.DEVICE, Selector.of(Residence.DEVICE, manager)));

  @AfterEach
  void close() {
    manager.close();
  }

  static Map<String, Selection> selections() {
    Map<String, Selection> selections = new TreeMap<>();
    List<Granularity> structures =
        List.of(
            new Unstructured(),
            new Filters(),
            new FiltersThenWeights(0.5),
            new Channels(),
            new NofM(2, 4),
            new NofM(3, 8));
    for (Granularity structure : structures) {
      for (double share : new double[] {0, 0.3, 0.62, 0.999_999}) {
        selections.put(structure + " " + share, structure.selection(LAYERS, new Sparsity(share)));
      }
    }
    long n = LAYERS.stream().mapToLong(Layer::size).sum();
    for (long kept : new long[] {0, 1, 777, n}) {
      selections.put("per layer " + kept, LayerCounts.uniform(LAYERS, kept));
    }
    List<Layer> convolutions = LAYERS.stream().filter(Layer::isConvolution).toList();
    selections.put("global filter", GlobalFilters.of(convolutions, new Sparsity(0.6)));
    return selections;
  }

  static List<String> names() {
    return List.copyOf(selections().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void masks_of_the_device_are_those_of_the_host(String name) {
    Selection selection = selections().get(name);
    for (Ranking ranking : Ranking.values()) {
      for (Scores values : Scores.values()) {
        for (long seed = 0; seed < SEEDS; seed++) {
          try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray scores = manager.create(values.drawn(seed, n()));
            Mask host = begun(seed, Residence.HOST);
            Mask device = begun(seed, Residence.DEVICE);

            selection.project(scores, ranking, host);
            selection.project(scores, ranking, device);

            assertSameBits(device, host, "%s %s %s %s".formatted(name, ranking, values, seed));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void narrowed_masks_of_the_device_are_those_of_the_host(String name) {
    Selection selection = selections().get(name);
    for (Scores values : List.of(Scores.NORMAL, Scores.TIES, Scores.NEAR_ZERO)) {
      NDArray weights = manager.create(values.drawn(5, n()));
      Mask host = begun(7, Residence.HOST);
      Mask device = begun(7, Residence.DEVICE);

      selection.narrow(host, weights);
      selection.narrow(device, weights);

      assertSameBits(device, host, name + " " + values);
      assertThat(selection.allows(device)).isEqualTo(selection.allows(host));
    }
  }

  /** Without infinite gradients: 0 · ∞ is not a number. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INFINITE")
  void budgets_of_the_device_are_those_of_the_host(Scores values) {
    for (double share : new double[] {0, 0.29, 0.5, 0.9, 1}) {
      NDArray gradient = manager.create(values.drawn(5, n()));
      NDArray weights = manager.create(Scores.NORMAL.drawn(6, n()));
      List<Mask> masks = List.of(begun(8, Residence.HOST), begun(8, Residence.DEVICE));
      List<Long> before = LayerCounts.of(LAYERS, masks.get(0)).kept();

      for (Mask mask : masks) {
        LayerBudget kept = mask.budget(LAYERS);
        assertThat(kept.groupsKept()).isEqualTo(mask.kept());
        kept.fewer(share).narrow(mask, weights);
        assertThat(LayerCounts.of(LAYERS, mask).kept())
            .isEqualTo(before.stream().map(k -> k - (long) Math.floor(share * k)).toList());
        kept.grow(mask, gradient);
        assertThat(LayerCounts.of(LAYERS, mask).kept()).isEqualTo(before);
      }

      assertSameBits(masks.get(1), masks.get(0), values + " " + share);
    }
  }

  /** 0.29 · 100 is less than 29 in float64, and 29 in float32. */
  @ParameterizedTest
  @EnumSource(Residence.class)
  void a_share_of_a_budget_is_computed_in_float64(Residence residence) {
    Layer layer = new Layer("weight", List.of(100L, 1L), 0, 100, 1, 1, List.of());
    Mask mask =
        new Mask(manager.ones(new Shape(100)), manager.ones(new Shape(0)), selector(residence));

    assertThat(mask.budget(List.of(layer)).fewer(0.29).groupsKept()).isEqualTo(72);
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_score_that_is_not_a_number_makes_a_mask_of_the_device_nan(String name) {
    Selection selection = selections().get(name);
    float[] scores = Scores.NORMAL.drawn(1, n());
    scores[(int) LAYERS.get(3).offset() + 5] = Float.NaN; // a layer of every selection
    NDArray wrong = manager.create(scores);
    Mask host = begun(3, Residence.HOST);
    Mask device = begun(3, Residence.DEVICE);

    if (!(selection instanceof GlobalFilters)) { // which the host selects in both ways
      selection.project(wrong, Ranking.MAGNITUDE, device);

      assertThat(device.values().toFloatArray()).containsOnly(Float.NaN);
      assertThat(Float.isNaN(device.other().sum().getFloat()))
          .isEqualTo(selection.removesChannels());
      assertThatThrownBy(() -> selection.allows(device)).isInstanceOf(UnrankableScores.class);

      selection.narrow(device, manager.create(Scores.NORMAL.drawn(1, n())));
      assertThat(device.values().toFloatArray()).as("narrowed").containsOnly(Float.NaN);
    }
    assertThatThrownBy(() -> selection.project(wrong, Ranking.MAGNITUDE, host))
        .isInstanceOf(UnrankableScores.class);
  }

  /** 3 and 1 are kept of 3, 0, 1: the sum of the first half of a tree and the second is theirs. */
  @ParameterizedTest
  @EnumSource(Residence.class)
  void a_mask_is_written_in_place(Residence residence) {
    Layer layer = new Layer("weight", List.of(3L, 1L, 1L, 1L), 0, 3, 1, 1, List.of(1L));
    Selection filters = new Filters().selection(List.of(layer), new Sparsity(0.34));
    Mask mask =
        new Mask(manager.ones(new Shape(3)), manager.ones(new Shape(5)), selector(residence));
    NDArray view = mask.values().reshape(3, 1);
    NDArray otherView = mask.other().reshape(5, 1);

    filters.project(manager.create(new float[] {3, 0, 1}), Ranking.MAGNITUDE, mask);

    assertThat(view.toFloatArray()).containsExactly(1, 0, 1);
    assertThat(otherView.toFloatArray()).containsExactly(1, 1, 0, 1, 1);
  }

  /**
   * 2⁵³ + 1 − 2⁵³ + 1: in the order of a loop the first 1 is lost, which leaves 1; the halves of
   * the tree are (2⁵³ − 2⁵³) + (1 + 1) = 2. A filter of 1.5 is therefore removed.
   */
  @ParameterizedTest
  @EnumSource(Residence.class)
  void shares_of_a_group_are_added_in_the_order_of_a_tree(Residence residence) {
    float large = 0x1p53f;
    Layer layer = new Layer("weight", List.of(2L, 4L, 1L, 1L), 0, 8, 1, 1, List.of());
    Selection filters = new Filters().selection(List.of(layer), new Sparsity(0.5));
    Mask mask =
        new Mask(manager.ones(new Shape(8)), manager.ones(new Shape(0)), selector(residence));

    filters.project(
        manager.create(new float[] {1.5f, 0, 0, 0, large, 1, -large, 1}), Ranking.SIGNED, mask);

    assertThat(mask.values().toFloatArray()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
  }

  /** A GPU may sort by bits. An expression inside of a program may be simplified. */
  @ParameterizedTest
  @EnumSource
  void zeros_of_both_signs_are_ranked_by_the_same_bits(Ranking ranking) {
    String keys = SelectionPrograms.keys(ranking, "scores");
    String program =
        """
        def forward(self, scores: Tensor) -> Tensor:
          return torch.clone(%s, memory_format=None)
        """
            .formatted(keys);
    try (TorchProgram keysOf = new TorchProgram(manager, program)) {
      assertThat(bits(keysOf.of(manager.create(new float[] {-0f, 0f})))).containsExactly(0, 0);
    }
  }

  @Test
  void counts_of_the_device_are_arguments_of_one_program() {
    DeviceSelector selector = new DeviceSelector(manager);
    Mask mask = new Mask(manager.ones(new Shape(n())), manager.ones(new Shape(0)), selector);
    NDArray scores = manager.create(Scores.NORMAL.drawn(1, n()));
    for (long kept = 100; kept > 0; kept -= 7) {
      LayerCounts.uniform(LAYERS, kept).project(scores, Ranking.MAGNITUDE, mask);

      assertThat(mask.kept()).isEqualTo(kept);
    }

    assertThat(selector.programs()).isEqualTo(1);
  }

  private Selector selector(Residence residence) {
    return selectors.get(residence);
  }

  /** A mask with some weights removed. */
  private Mask begun(long seed, Residence residence) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) n()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3) > 0 ? 1f : 0f;
    }
    return new Mask(manager.create(values), manager.ones(new Shape(OTHERS)), selector(residence));
  }

  private static void assertSameBits(Mask one, Mask other, String description) {
    assertThat(bits(one.values())).as(description).isEqualTo(bits(other.values()));
    assertThat(bits(one.other())).as("%s, other", description).isEqualTo(bits(other.other()));
  }

  private static List<Integer> bits(NDArray array) {
    List<Integer> bits = new ArrayList<>();
    for (float value : array.toFloatArray()) {
      bits.add(Float.floatToRawIntBits(value));
    }
    return Collections.unmodifiableList(bits);
  }

  private static long n() {
    return LAYERS.stream().mapToLong(Layer::size).sum();
  }

  private static List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    add(layers, 5, 3, 9, 1, List.of(0L, 5L));
    add(layers, 24, 5, 1, 1, List.of(10L, 34L));
    add(layers, 24, 1, 9, 24, List.of(58L, 82L));
    add(layers, 8, 24, 1, 1, List.of(106L, 114L));
    add(layers, 16, 8, 9, 1, List.of(122L, 138L, 154L));
    add(layers, 6, 3, 4, 2, List.of(170L));
    long offset = layers.stream().mapToLong(Layer::size).sum();
    layers.add(new Layer("classifier", List.of(10L, 8L), offset, 80, 1, 1, List.of(180L)));
    return List.copyOf(layers);
  }

  private static void add(
      List<Layer> layers, long filters, long inputs, long places, long groups, List<Long> after) {
    long offset = layers.stream().mapToLong(Layer::size).sum();
    layers.add(
        new Layer(
            "convolution at " + offset,
            List.of(filters, inputs, 1L, places),
            offset,
            filters * inputs * places,
            1,
            groups,
            after));
  }
}
