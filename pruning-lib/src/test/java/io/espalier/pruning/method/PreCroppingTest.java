// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.PreCropping.Densities;
import io.espalier.pruning.method.PreCropping.Limit;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet18;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.model.Vgg16;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreCroppingTest {

  /** Of layers of 10, 100 and 1,000 weights, 210 are kept: λ = 100, so 10, 100 and 100. */
  @Test
  void layers_that_are_not_dense_keep_the_same_number() {
    double[] densities = PreCropping.optimal(new double[] {10, 100, 1000}, 210);

    assertThat(densities).containsExactly(new double[] {1, 1, 0.1}, within(1e-15));
    assertThat(PreCropping.optimal(new double[] {100, 10, 1000}, 60))
        .containsExactly(new double[] {0.25, 1, 0.025}, within(1e-15));
    assertThat(PreCropping.optimal(new double[] {5, 7}, 12)).containsExactly(1, 1);
    // 50 of 220 are dense; 170 for two are 85 each.
    assertThat(PreCropping.optimal(new double[] {50, 100, 1000}, 220))
        .containsExactly(new double[] {1, 0.85, 0.085}, within(1e-15));
  }

  /** No other densities of the same budget have a larger product. */
  @Test
  void the_densities_have_the_largest_product() {
    double[] costs = {10, 100, 1000, 40};
    double[] best = PreCropping.optimal(costs, 300);

    assertThat(budget(costs, best)).isCloseTo(300, within(1e-9));
    for (int from = 0; from < costs.length; from++) {
      for (int to = 0; to < costs.length; to++) {
        double[] other = best.clone();
        other[from] -= 0.01 / costs[from];
        other[to] += 0.01 / costs[to];
        if (from != to && other[to] <= 1) {
          assertThat(product(other)).isLessThan(product(best));
        }
      }
    }
  }

  /** ResNet-20 keeps a tenth: the stem and the classifier are dense, all others keep 1,431. */
  @Test
  void the_densities_of_resnet_20() {
    List<Layer> layers = layers(new ResNet20s(1), 10);
    double[] densities = Densities.OPTIMAL.of(layers, Limit.WEIGHTS, 0.1);

    assertThat(densities[0]).isOne();
    assertThat(densities[densities.length - 1]).isOne();
    for (int i = 1; i < densities.length - 1; i++) {
      assertThat(densities[i] * layers.get(i).size()).isCloseTo(1431, within(1.0));
    }
  }

  @Test
  void the_widths_meet_the_budget_and_leave_no_room_for_a_filter() {
    for (Architecture model : List.of(new ResNet20s(1), new ResNet18(0.25), new Vgg16(0.25))) {
      List<Layer> layers = layers(model, 10);
      for (Limit limit : Limit.values()) {
        double all = layers.stream().mapToDouble(limit::cost).sum();
        for (double density : new double[] {0.1, 0.25, 0.5, 0.9}) {
          Widths widths =
              Widths.of(layers, limit, Densities.OPTIMAL.of(layers, limit, density), density);
          assertThat(cost(layers, limit, widths.cropped(), widths.kept()))
              .as("%s at %s of %s", model, density, limit)
              .isLessThanOrEqualTo(density * all)
              .isGreaterThan(0.85 * density * all);
          for (int i = 0; i < widths.kept().size(); i++) {
            List<Integer> more = new ArrayList<>(widths.kept());
            more.set(i, more.get(i) + 1);
            assertThat(
                    more.get(i) > widths.cropped().get(i).filters()
                        || cost(layers, limit, widths.cropped(), more) > density * all)
                .isTrue();
          }
        }
      }
    }
  }

  @Test
  void channels_that_are_added_to_a_shortcut_stay() {
    List<Layer> layers = layers(new ResNet20s(1), 10);

    Widths widths = widths(layers, Densities.OPTIMAL, 0.1);

    assertThat(widths.cropped()).hasSize(9).allMatch(layer -> layer.shape().get(2) == 3);
    assertThat(widths.cropped())
        .extracting(Layer::filters)
        .containsExactly(16, 16, 16, 32, 32, 32, 64, 64, 64);
  }

  /** A layer of a chain has both sides cut: widths of √d have d of its weights. */
  @Test
  void a_uniform_density_of_a_chain_is_the_square_of_its_widths() {
    List<Layer> layers = layers(new Vgg16(1), 10);

    Widths widths = widths(layers, Densities.UNIFORM, 0.25);

    for (int i = 1; i < widths.kept().size() - 1; i++) {
      assertThat(share(widths, i)).isCloseTo(0.5, within(0.02));
    }
    // The input of the first layer is whole: d^½·d^¼ beside d^¼·d^¼ is d^¼.
    assertThat(share(widths, 0) / share(widths, 1)).isCloseTo(Math.sqrt(0.5), within(0.06));
  }

  private static double share(Widths widths, int index) {
    return (double) widths.kept().get(index) / widths.cropped().get(index).filters();
  }

  @Test
  void every_layer_keeps_a_filter() {
    List<Layer> layers = layers(new ResNet20s(1), 10);

    for (int thousandths = 25; thousandths < 120; thousandths++) {
      for (Densities densities : Densities.values()) {
        assertThat(widths(layers, densities, thousandths / 1000.0).kept())
            .as("%s ‰, %s", thousandths, densities)
            .allMatch(count -> count >= 1);
      }
    }
    // One filter in each layer leaves 2.49 %, so there is room for no other.
    assertThat(widths(layers, Densities.ERK, 0.025).kept()).containsOnly(1);
  }

  @Test
  void the_densities_of_erk_are_those_of_random_masks() {
    List<Layer> layers = layers(new ResNet20s(1), 10);
    double[] densities = Densities.ERK.of(layers, Limit.WEIGHTS, 0.1);
    long all = layers.stream().mapToLong(Layer::size).sum();
    List<Long> counts = Distribution.ERK.counts(layers, Math.round(0.1 * all)).orElseThrow();

    for (int i = 0; i < densities.length; i++) {
      assertThat(densities[i] * layers.get(i).size()).isCloseTo(counts.get(i), within(1e-9));
    }
  }

  @Test
  void a_network_that_cannot_become_as_small_is_refused() {
    List<Layer> layers = layers(new ResNet20s(1), 10);

    assertThatThrownBy(() -> widths(layers, Densities.OPTIMAL, 0.001))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageMatching(
            "Cannot crop the network to 0\\.10 %: channels that are added to a shortcut stay, so one"
                + " filter in each other layer leaves \\d\\.\\d\\d %");
  }

  /** He's variance for a reader of w of C channels is C/w times that of the whole layer. */
  @Test
  void the_cropped_network_is_trained_from_initial_values_of_its_own_size() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.5).block(4))) {
      Pruned pruned = run.prune("pre-cropping", Map.of(), new Filters(), 0.5, Optional.empty());

      List<Layer> layers = run.net.layers();
      Widths widths = widths(layers, Densities.OPTIMAL, 0.5);
      Map<String, Integer> kept = new HashMap<>();
      Map<String, Double> left = widths.inputsLeft();
      for (int i = 0; i < widths.kept().size(); i++) {
        kept.put(widths.cropped().get(i).name(), widths.kept().get(i));
      }
      assertThat(left).hasSize(9).anySatisfy((name, share) -> assertThat(share).isLessThan(1));
      float[] initial = run.initial.weights().toFloatArray();
      float[] mask = pruned.mask().values().toFloatArray();
      for (Layer layer : layers) {
        double factor = Math.sqrt(1 / left.getOrDefault(layer.name(), 1.0));
        long filters = kept.getOrDefault(layer.name(), layer.filters());
        long from = layer.offset();
        for (int i = (int) from; i < from + layer.size(); i++) {
          boolean isKept = (i - from) / (layer.size() / layer.filters()) < filters;
          assertThat(mask[i]).isEqualTo(isKept ? 1 : 0);
          assertThat(run.weights[i])
              .isCloseTo(isKept ? (float) (factor * initial[i]) : 0, within(1e-6f));
        }
      }
      assertThat(run.passes).isEqualTo(1);
      NDArray gone = pruned.mask().other().sub(1);
      assertThat(pruned.state().other().mul(gone).abs().max().getFloat()).isZero();
    }
  }

  @Test
  void only_filters_are_accepted() {
    assertThat(PreCropping.DEFAULTS.refuses(new Filters())).isEmpty();
    assertThat(PreCropping.DEFAULTS.refuses(new Unstructured())).isPresent();
  }

  private static Widths widths(List<Layer> layers, Densities densities, double density) {
    Sparsity sparsity = Sparsity.keeping(density);
    PreCropping method = new PreCropping(PreCropping.DEFAULTS.recipe(), Limit.WEIGHTS, densities);
    Widths widths =
        Widths.of(layers, Limit.WEIGHTS, densities.of(layers, Limit.WEIGHTS, density), density);
    assertThat(method.selection(new Filters(), layers, sparsity).groupsKept())
        .isEqualTo(widths.kept().stream().mapToLong(count -> count).sum());
    return widths;
  }

  private static List<Layer> layers(Architecture model, int classes) {
    try (NDManager manager = NDManager.newBaseManager();
        PrunableNet net =
            new PrunableNet(
                manager,
                model.block(classes),
                new Shape(3, 32, 32),
                DataType.FLOAT32,
                PrunableNet.Layout.CHANNELS_LAST)) {
      return net.layers();
    }
  }

  /** The cost of a network, from the numbers of channels of each layer. */
  private static double cost(
      List<Layer> layers, Limit limit, List<Layer> cropped, List<Integer> kept) {
    double cost = 0;
    for (Layer layer : layers) {
      double share = 1;
      for (int i = 0; i < kept.size(); i++) {
        Layer writer = cropped.get(i);
        boolean isOnASide =
            writer.name().equals(layer.name())
                || writer.reader().orElseThrow().equals(layer.name());
        share *= isOnASide ? (double) kept.get(i) / writer.filters() : 1;
      }
      cost += share * (limit == Limit.MACS ? layer.positions() : 1) * layer.size();
    }
    return cost;
  }

  private static double budget(double[] costs, double[] densities) {
    return IntStream.range(0, costs.length).mapToDouble(i -> costs[i] * densities[i]).sum();
  }

  private static double product(double[] densities) {
    return Arrays.stream(densities).reduce(1, (a, b) -> a * b);
  }
}
