// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.DistortionCurve.Point;
import io.espalier.pruning.method.RdDp.Distortion;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Calibration;
import io.espalier.pruning.train.DivergedException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RdDpTest {
  private static final Map<String, Object> FEW = Map.of("images", 10, "points", 4);

  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  /** Otherwise no image passes the first batch-norm, and all outputs are equal. */
  @BeforeEach
  void fitStatistics() throws InterruptedException {
    input().training().recalibrate(run.net, run.trained, 3, 24);
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void a_curve_is_what_the_outputs_change_by_when_one_layer_loses_its_smallest_weights()
      throws Exception {
    for (Distortion joined : Distortion.values()) {
      PruningRun input = input();
      RdDp method = method(Map.of("distortion", joined.name().toLowerCase(Locale.ROOT)));
      List<DistortionCurve> curves = method.curves(input);

      List<Layer> layers = run.net.layers();
      assertThat(curves).hasSameSizeAs(layers);
      for (int index : new int[] {0, 7, layers.size() - 1}) {
        Layer layer = layers.get(index);
        List<Point> points = curves.get(index).points();
        assertThat(points)
            .extracting(Point::removed)
            .containsExactly(
                0L, layer.size() / 4, layer.size() / 2, 3 * layer.size() / 4, layer.size() - 1);
        assertThat(points.get(0).distortion()).isZero();
        for (Point point : points.subList(1, points.size())) {
          assertThat(point.distortion())
              .as("%s without %s", layer.name(), point.removed())
              .isPositive()
              .isCloseTo(distortion(layer, point.removed(), joined), within(1e-9));
        }
      }
    }
  }

  @Test
  void fewer_weights_than_layers_are_refused_before_anything_is_measured() {
    int layers = run.net.layers().size();
    double most = 1 - (layers - 1.0) / run.net.prunable();

    assertThatThrownBy(() -> run.prune("rd-dp", FEW, most))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            "Cannot keep %s weights by rd-dp: it keeps one or more in each of the %s layers; choose a smaller sparsity"
                .formatted(layers - 1, layers));
    assertThat(run.training.cost().forwardPasses()).isZero();
  }

  @Test
  void as_many_weights_as_layers_are_one_in_each() throws Exception {
    int layers = run.net.layers().size();
    Pruned pruned = run.prune("rd-dp", FEW, 1 - (double) layers / run.net.prunable());

    assertThat(run.net.layers())
        .allMatch(layer -> pruned.mask().kept(layer.offset(), layer.size()) == 1);
  }

  @Test
  void the_cut_has_the_exact_count_and_the_least_sum_of_distortions() throws Exception {
    Pruned pruned = run.prune("rd-dp", FEW, 0.9);

    List<Layer> layers = run.net.layers();
    assertThat(pruned.mask().kept()).isEqualTo(Math.round(0.1 * run.net.prunable()));
    List<Long> removed =
        layers.stream()
            .map(layer -> layer.size() - pruned.mask().kept(layer.offset(), layer.size()))
            .toList();
    assertThat(removed)
        .isEqualTo(
            LeastDistortion.removing(
                pruned.distortions(), run.net.prunable() - pruned.mask().kept()));
    float[] weights = run.trained.weights().toFloatArray();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      int[] order = LayerOrder.byMagnitude(FloatBuffer.wrap(weights), layer);
      long kept = layer.size() - removed.get(i);
      for (int rank = 0; rank < order.length; rank++) {
        assertThat(pruned.mask().values().getFloat(order[rank])).isEqualTo(rank < kept ? 1 : 0);
      }
    }
  }

  @Test
  void every_layer_keeps_a_weight_at_the_smallest_count() throws Exception {
    int layers = run.net.layers().size();
    Pruned pruned = run.prune("rd-dp", FEW, 1 - (layers + 0.25) / run.net.prunable());

    assertThat(run.net.layers())
        .allMatch(layer -> pruned.mask().kept(layer.offset(), layer.size()) == 1);
  }

  /** 10 images in batches of 24: one for the dense network, one for each layer and point. */
  @Test
  void forward_passes_are_counted_apart_from_passes() throws Exception {
    run.prune("rd-dp", FEW, 0.5);

    double images = 10 * (1 + 4.0 * run.net.layers().size());
    assertThat(run.training.cost().forwardPasses()).isEqualTo(images / 72);
    assertThat(run.training.cost().passes()).isEqualTo(1);
  }

  /** In batches of 4, 4 and 2. */
  @Test
  void outputs_do_not_depend_on_the_number_of_images_of_a_batch() throws Exception {
    try (Calibration once = input().training().calibration(10, 128);
        Calibration often = input().training().calibration(10, 4)) {
      float[] all = once.logits(run.net, run.trained);

      assertThat(all).hasSize(40);
      assertThat(often.logits(run.net, run.trained)).containsExactly(all, within(1e-5f));
      assertThat(IntStream.range(0, 40).mapToObj(i -> all[i]).distinct().count()).isGreaterThan(30);
    }
  }

  @Test
  void measuring_leaves_the_trained_network_as_it_is() throws Exception {
    float[] weights = run.trained.weights().toFloatArray();
    float[] statistics = run.trained.statistics().toFloatArray();

    method(Map.of()).curves(input());

    assertThat(run.trained.weights().toFloatArray()).isEqualTo(weights);
    assertThat(run.trained.statistics().toFloatArray()).isEqualTo(statistics);
  }

  @Test
  void a_run_that_is_told_to_stop_stops_while_it_measures() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> method(Map.of()).curves(input()))
        .isInstanceOf(InterruptedException.class)
        .hasMessage("Interrupted in a calibration");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void outputs_that_are_not_numbers_end_the_run() {
    run.trained.other().addi(Float.NaN);

    assertThatThrownBy(() -> method(Map.of()).curves(input()))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("differ by NaN from those of the dense network");
  }

  @Test
  void a_small_layer_has_a_point_for_each_weight_but_the_last() {
    assertThat(RdDp.steps(5, 100)).containsExactly(0, 1, 2, 3, 4);
    assertThat(RdDp.steps(1, 100)).containsExactly(0);
    assertThat(RdDp.steps(432, 3)).containsExactly(0, 144, 288, 431);
  }

  @Test
  void only_single_weights_are_accepted() {
    assertThat(RdDp.DEFAULTS.refuses(new Unstructured())).isEmpty();
    assertThat(RdDp.DEFAULTS.refuses(new Filters())).isPresent();
    assertThatThrownBy(() -> method(Map.of("images", 0, "points", 0)))
        .hasMessageContaining("Invalid images: 0, must be at least 1")
        .hasMessageContaining("Invalid points: 0, must be at least 1");
  }

  private PruningRun input() {
    return run.run(method(Map.of()), new Unstructured(), 0.5, Optional.empty());
  }

  private static RdDp method(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(FEW);
    all.putAll(settings);
    return (RdDp) Methods.ALL.choose("rd-dp", all).value();
  }

  /** In the same images, by the formula. */
  private double distortion(Layer layer, long removed, Distortion joined) throws Exception {
    float[] mask = new float[(int) run.net.prunable()];
    Arrays.fill(mask, 1);
    int[] order =
        LayerOrder.byMagnitude(FloatBuffer.wrap(run.trained.weights().toFloatArray()), layer);
    for (int i = 0; i < removed; i++) {
      mask[order[order.length - 1 - i]] = 0;
    }
    NDArray values = run.manager.create(mask);
    NetworkState masked = new Mask(values, run.trained.other().onesLike()).on(run.trained);
    try (Calibration images = input().training().calibration(10, 128)) {
      float[] with = images.logits(run.net, run.trained);
      float[] without = images.logits(run.net, masked);
      double worst = 0;
      double sum = 0;
      for (int image = 0; image < 10; image++) {
        double own = 0;
        for (int c = 0; c < 4; c++) {
          own += Math.pow((double) with[4 * image + c] - without[4 * image + c], 2) / 4;
        }
        worst = Math.max(worst, own);
        sum += own / 10;
      }
      return joined == Distortion.WORST ? worst : sum;
    }
  }
}
