// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.measure.LayerSparsity;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet18;
import io.espalier.pruning.model.ResNet20s;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynflowTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * One pixel, two hidden units without bias, one output: w = (2, −3) and v = (−1, 4). R = |2|·|−1|
   * + |−3|·|4| = 14, and 2 of it flows through each weight of the first unit, 12 through the
   * second's.
   */
  @Test
  void the_flow_equals_one_computed_by_hand() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(2).optBias(false).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(1).optBias(false).build());
    PrunableNet net = net(block, new Shape(1, 1, 1));
    NetworkState state =
        new NetworkState(
            manager.create(new float[] {2, -3, -1, 4}),
            manager.zeros(new Shape(net.others())),
            manager.zeros(new Shape(0)));

    double[] flow = Synflow.flow(net, state).toDoubleArray();

    assertThat(flow)
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(2 / 14.0, 12 / 14.0, 2 / 14.0, 12 / 14.0);
    assertThat(state.weights().toFloatArray()).as("left alone").containsExactly(2, -3, -1, 4);
  }

  @Test
  void the_flows_of_each_layer_of_a_chain_sum_to_1() {
    PrunableNet net = net(chain(Activation::relu, 5), TinyRun.IMAGE);
    NetworkState state = net.initialState(SplittableRandom::new);

    List<Double> sums = sums(net, Synflow.flow(net, state));

    assertThat(sums).hasSize(3).allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(1e-12)));
  }

  /** A cut through a residual block crosses both its branches; an identity has no weights. */
  @Test
  void the_flows_over_a_cut_of_a_residual_network_sum_to_1() {
    PrunableNet net = net(new ResNet18(0.0625).block(4), TinyRun.IMAGE);
    NetworkState state = net.initialState(SplittableRandom::new);
    List<Layer> layers = net.layers();
    List<Double> sums = sums(net, Synflow.flow(net, state));

    assertThat(sums.get(0)).as("stem").isCloseTo(1, within(1e-12));
    assertThat(sums.get(sums.size() - 1)).as("classifier").isCloseTo(1, within(1e-12));
    List<Integer> projections =
        IntStream.range(0, sums.size())
            .filter(i -> layers.get(i).isConvolution() && layers.get(i).shape().get(2) == 1)
            .boxed()
            .toList();
    assertThat(projections).hasSize(3);
    for (int projection : projections) {
      for (int convolution = projection - 2; convolution < projection; convolution++) {
        assertThat(sums.get(convolution) + sums.get(projection))
            .as("%s beside %s", layers.get(convolution).name(), layers.get(projection).name())
            .isCloseTo(1, within(1e-12));
        assertThat(sums.get(convolution)).isBetween(0.01, 0.99);
      }
    }
  }

  /**
   * Pruned in one round to the sparsity of a hundred rounds, a chain loses whole layers (Tanaka et
   * al.).
   */
  @Test
  void many_rounds_avoid_the_layer_collapse_of_a_single_round() throws Exception {
    try (TinyRun run = new TinyRun(chain(Activation::relu, 16))) {
      Pruned once = run.prune("synflow", Map.of("rounds", 1), 0.99);
      Pruned often = run.prune("synflow", Map.of("rounds", 100), 0.99);

      assertThat(LayerSparsity.of(run.net.layers(), once.mask()))
          .anySatisfy(layer -> assertThat(layer.kept()).isZero());
      assertThat(LayerSparsity.of(run.net.layers(), often.mask()))
          .allSatisfy(layer -> assertThat(layer.kept()).isPositive());
      assertThat(often.mask().kept()).isEqualTo(new Sparsity(0.99).kept(run.net.prunable()));
    }
  }

  /** 6,832 weights, of which 0.01^(t/100) = 10^(−t/50) stay: half a power of ten in 25 rounds. */
  @Test
  void every_round_keeps_its_exact_count() throws Exception {
    try (TinyRun run = new TinyRun(chain(Activation::relu, 16))) {
      run.prune("synflow", Map.of("rounds", 100), 0.99);

      assertThat(run.net.prunable()).isEqualTo(6_832);
      assertThat(run.cuts).hasSize(100);
      for (int round = 1; round <= 100; round++) {
        requireNearest(run.cuts.get(round - 1), 6_832, 1, 100, round);
      }
      assertThat(List.of(run.cuts.get(24), run.cuts.get(49), run.cuts.get(74), run.cuts.get(99)))
          .as("2,160.47, 683.2, 216.05 and 68.32")
          .containsExactly(2_160L, 683L, 216L, 68L);
    }
  }

  /** Includes the numbers of weights of large networks, and sparsities close to 0. */
  @ParameterizedTest
  @CsvSource({"1, 100", "1, 1000", "1, 10", "1, 2", "99, 100", "999, 1000", "4, 5"})
  void the_count_of_a_round_is_its_exact_power_rounded_to_nearest(int keep, int of) {
    Sparsity target = new Sparsity((double) (of - keep) / of);
    for (long prunable : List.of(7L, 674L, 268_336L, 4_375_851L, 11_164_352L)) {
      for (int round = 1; round < 100; round++) {
        Sparsity sparsity = Synflow.DEFAULTS.sparsityAfter(round, target);
        requireNearest(sparsity.kept(prunable), prunable, keep, of, round);
      }
      assertThat(Synflow.DEFAULTS.sparsityAfter(100, target)).isSameAs(target);
    }
  }

  /**
   * In whole numbers: c is the nearest to n·(p/q)^(t/100), ties up, but at least 1, when (2c −
   * 1)^100·q^t ≤ (2n)^100·p^t &lt; (2c + 1)^100·q^t.
   */
  private static void requireNearest(long count, long prunable, int p, int q, int round) {
    BigInteger exact = power(2 * prunable, 100).multiply(power(p, round));
    BigInteger below = power(2 * count - 1, 100).multiply(power(q, round));
    BigInteger above = power(2 * count + 1, 100).multiply(power(q, round));
    String what = "%s of %s in round %s to %s/%s".formatted(count, prunable, round, p, q);
    assertThat(exact).as(what).isLessThan(above);
    if (count > 1) {
      assertThat(exact).as(what).isGreaterThanOrEqualTo(below);
    }
  }

  private static BigInteger power(long base, int exponent) {
    return BigInteger.valueOf(base).pow(exponent);
  }

  /**
   * With a target of ½ in two rounds, the second round prunes the weights that the first keeps, a
   * share of 0.7071.
   */
  @Test
  void the_schedule_is_exponential_and_removed_weights_stay_removed() throws Exception {
    try (TinyRun run = new TinyRun(chain(Activation::relu, 5))) {
      Pruned first = run.prune("synflow", Map.of("rounds", 1), 1 - StrictMath.sqrt(0.5));
      Pruned both = run.prune("synflow", Map.of("rounds", 2), 0.5);
      Pruned single = run.prune("synflow", Map.of("rounds", 1), 0.5);

      NDArray survivors = both.mask().values();
      assertThat(survivors.mul(first.mask().values())).isEqualTo(survivors);
      assertThat(survivors).isNotEqualTo(single.mask().values());
      NDArray flow = Synflow.flow(run.net, first.mask().on(run.initial));
      float[] scores =
          flow.toType(DataType.FLOAT32, false).add(first.mask().values().sub(1)).toFloatArray();
      float[] kept = survivors.toFloatArray();
      double worst =
          IntStream.range(0, kept.length)
              .filter(i -> kept[i] == 1)
              .mapToDouble(i -> scores[i])
              .min()
              .orElseThrow();
      double bestRemoved =
          IntStream.range(0, kept.length)
              .filter(i -> kept[i] == 0)
              .mapToDouble(i -> scores[i])
              .max()
              .orElseThrow();
      assertThat(worst).isGreaterThanOrEqualTo(bestRemoved);
    }
  }

  @Test
  void the_error_of_a_layer_without_flow_names_the_layer() {
    PrunableNet saturated = net(chain(Activation::relu6, 64), TinyRun.IMAGE);
    String first = saturated.layers().get(0).name();

    try (TinyRun run = new TinyRun(chain(Activation::relu6, 64))) {
      assertThatThrownBy(() -> run.prune("synflow", Map.of(), 0.5))
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("there is no flow through layer " + first)
          .hasMessageContaining("ReLU6");
    }
  }

  /** The intermediate patterns of 2:4 are 4:4 and 3:4. */
  @Test
  void the_last_round_gives_a_valid_mask_of_every_structure() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      for (String name : List.of("unstructured", "filter", "filter:0.5", "channel", "2:4")) {
        Granularity structure = Granularity.named(name).orElseThrow();
        Sparsity sparsity = structure.ownSparsity().orElse(new Sparsity(0.7));

        Pruned pruned = run.prune("synflow", Map.of("rounds", 5), structure, 0.7, Optional.empty());

        assertThat(structure.selection(run.net.layers(), sparsity).allows(pruned.mask()))
            .as(name)
            .isTrue();
      }
    }
  }

  private static List<Double> sums(PrunableNet net, NDArray flow) {
    return net.layers().stream()
        .map(
            layer ->
                flow.get(layer.offset() + ":" + (layer.offset() + layer.size())).sum().getDouble())
        .toList();
  }

  private static Block chain(UnaryOperator<NDArray> activation, int width) {
    return new SequentialBlock()
        .add(convolution(width))
        .add(BatchNorm.builder().build())
        .addSingleton(activation)
        .add(convolution(width))
        .add(BatchNorm.builder().build())
        .addSingleton(activation)
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(4).build());
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .build();
  }

  private PrunableNet net(Block block, Shape image) {
    return new PrunableNet(
        manager, block, image, DataType.FLOAT32, PrunableNet.Layout.CHANNELS_LAST);
  }
}
