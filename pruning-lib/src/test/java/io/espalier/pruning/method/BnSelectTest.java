// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Calibration;
import io.espalier.pruning.train.DivergedException;
import io.espalier.pruning.train.Streams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BnSelectTest {
  private static final Map<String, Object> FEW =
      Map.of("candidates", 6, "select_batches", 2, "images", 20, "batch", 24);

  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  /** Otherwise the trained network outputs the same for all images. */
  @BeforeEach
  void fitStatistics() throws InterruptedException {
    input(new Unstructured()).training().recalibrate(run.net, run.trained, 3, 24);
  }

  @AfterEach
  void close() {
    run.close();
  }

  @Test
  void every_candidate_has_the_exact_count_and_shares_of_its_own() {
    for (Granularity structure : List.of(new Unstructured(), new Filters())) {
      exactCounts(run.run(method(Map.of()), structure, 0.5, Optional.empty()));
      // Some layers are dense.
      exactCounts(run.run(method(Map.of()), structure, 0.1, Optional.empty()));
    }
  }

  private void exactCounts(PruningRun input) {
    SplittableRandom random = new SplittableRandom(3);
    Set<List<Long>> shares = new HashSet<>();
    for (int candidate = 0; candidate < 20; candidate++) {
      Selection drawn = method(Map.of()).drawn(input, random);
      Mask mask = input.mask(drawn, run.trained.weights(), Ranking.MAGNITUDE);

      assertThat(drawn.groupsKept()).isEqualTo(input.selection().groupsKept());
      assertThat(input.selection().allows(mask)).isTrue();
      List<Long> kept =
          run.net.layers().stream().map(layer -> mask.kept(layer.offset(), layer.size())).toList();
      assertThat(kept).allMatch(count -> input.structure() instanceof Unstructured || count > 0);
      shares.add(kept);
    }
    assertThat(shares).hasSizeGreaterThan(15);
  }

  /** Uniform numbers from a single value are equal, and so are all densities. */
  @Test
  void with_least_1_every_layer_has_the_same_density() {
    PruningRun input = input(new Unstructured());
    Selection drawn = method(Map.of("least", 1)).drawn(input, new SplittableRandom(1));
    Mask mask = input.mask(drawn, run.trained.weights(), Ranking.MAGNITUDE);

    for (Layer layer : run.net.layers()) {
      assertThat((double) mask.kept(layer.offset(), layer.size()))
          .isCloseTo(0.5 * layer.size(), within(1.0));
    }
  }

  @Test
  void the_candidate_with_the_least_loss_after_new_statistics_is_trained() throws Exception {
    for (Granularity structure : List.of(new Unstructured(), new Filters())) {
      Pruned pruned = run.prune("bn-select", FEW, structure, 0.5, Optional.empty());
      PruningRun input = input(structure);
      SplittableRandom random = new Streams(1).of("candidates");
      List<Double> losses = new ArrayList<>();
      List<Mask> masks = new ArrayList<>();
      try (Calibration images = input.training().calibration(20, 24)) {
        for (int candidate = 0; candidate < 6; candidate++) {
          Selection drawn = method(Map.of()).drawn(input, random);
          masks.add(input.mask(drawn, run.trained.weights(), Ranking.MAGNITUDE));
          NetworkState masked = masks.get(candidate).applied(run.trained);
          input.training().recalibrate(run.net, masked, 2, 24);
          losses.add(loss(images.logits(run.net, masked), images));
          assertThat(method(Map.of()).loss(input, drawn, images))
              .isCloseTo(losses.get(candidate), within(1e-9));
        }
      }
      int best = losses.indexOf(losses.stream().min(Double::compare).orElseThrow());
      assertThat(best).as("not the first of %s", losses).isPositive();
      assertThat(pruned.mask().values()).isEqualTo(masks.get(best).values());
      assertThat(pruned.mask().other()).isEqualTo(masks.get(best).other());
    }
  }

  /** From the logits, by the definition. */
  private double loss(float[] logits, Calibration images) {
    int[] order = new Streams(1).order(72, "calibration", 0);
    double sum = 0;
    for (int image = 0; image < images.images(); image++) {
      double all = 0;
      for (int c = 0; c < 4; c++) {
        all += Math.exp(logits[4 * image + c]);
      }
      sum += Math.log(all) - logits[4 * image + order[image] % 4]; // labels are 0, 1, 2, 3, 0, …
    }
    return sum / images.images();
  }

  @Test
  void a_loss_that_is_not_a_number_is_not_the_least() {
    assertThat(BnSelect.least(List.of(Double.NaN, 2.0, 1.0, 1.0, Double.NaN))).isEqualTo(2);
    assertThatThrownBy(() -> BnSelect.least(List.of(Double.NaN, Double.POSITIVE_INFINITY)))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot select a mask: no candidate has a finite loss, that of the first is NaN");
  }

  /** The time of new statistics is within that of the selection. */
  @Test
  void no_time_is_counted_twice() throws Exception {
    PruningRun input = input(new Unstructured());
    double before = input.training().cost().seconds();
    long start = System.nanoTime();

    method(Map.of("select_batches", 20)).prune(input);

    assertThat(input.training().cost().seconds() - before)
        .isLessThanOrEqualTo((System.nanoTime() - start) / 1e9);
  }

  /** 6 candidates: 20 images, and 2 batches of 24 of which the first is seen twice. */
  @Test
  void forward_passes_are_counted_apart_from_passes() throws Exception {
    run.prune("bn-select", FEW, 0.5);

    assertThat(run.training.cost().forwardPasses()).isEqualTo(6 * (20 + 3 * 24) / 72.0);
    assertThat(run.training.cost().passes()).isEqualTo(1);
  }

  @Test
  void the_trained_network_stays_as_it_is() throws Exception {
    float[] statistics = run.trained.statistics().toFloatArray();
    float[] weights = run.trained.weights().toFloatArray();

    run.prune("bn-select", FEW, 0.5);

    assertThat(run.trained.statistics().toFloatArray()).isEqualTo(statistics);
    assertThat(run.trained.weights().toFloatArray()).isEqualTo(weights);
  }

  @Test
  void single_weights_and_filters_are_accepted() {
    assertThat(BnSelect.DEFAULTS.refuses(new Unstructured())).isEmpty();
    assertThat(BnSelect.DEFAULTS.refuses(new Filters())).isEmpty();
    assertThat(BnSelect.DEFAULTS.refuses(new Channels())).isPresent();
    assertThat(BnSelect.DEFAULTS.refuses(new NofM(2, 4))).isPresent();
    assertThatThrownBy(
            () -> method(Map.of("candidates", 0, "least", 0, "select_batches", -1, "images", 0)))
        .hasMessageContaining("Invalid candidates: 0, must be at least 1")
        .hasMessageContaining("Invalid least: 0.0, must be greater than 0 and at most 1")
        .hasMessageContaining("Invalid select_batches: -1, must be at least 0")
        .hasMessageContaining("Invalid images: 0, must be at least 1");
  }

  private PruningRun input(Granularity structure) {
    return run.run(method(Map.of()), structure, 0.5, Optional.empty());
  }

  private static BnSelect method(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(FEW);
    all.putAll(settings);
    return (BnSelect) Methods.ALL.choose("bn-select", all).value();
  }
}
