// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.UnrankableScores;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.MobileNetV2;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.DivergedException;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are prepared on the device compute the bits of those that are prepared on the host. */
@Tag("any-processor")
class ResidenceTest {
  private static final double SPARSITY = 0.7;

  /** Four updates in six steps. */
  private static final Map<String, Object> UPDATES =
      Map.of("begin", 0.0, "end", 0.8, "interval", 0.2);

  private record Run(String method, Map<String, Object> settings) {}

  private static final List<Run> RUNS =
      List.of(
          new Run("bip", Map.of()),
          new Run("hydra", Map.of("score_epochs", 2)),
          new Run("gmp", UPDATES),
          new Run(
              "gmp",
              Map.of(
                  "begin",
                  0.0,
                  "end",
                  0.8,
                  "interval",
                  0.2,
                  "scope",
                  "global",
                  "initial_sparsity",
                  0.2)),
          new Run("rigl", UPDATES),
          new Run("granet", UPDATES),
          new Run("sr-ste", Map.of()),
          new Run("imp", Map.of()),
          new Run("omp", Map.of()),
          new Run("early-bird", Map.of("masks", 2, "search", 0.5)),
          new Run("mask-sparsity", Map.of("search_epochs", 1, "press_epochs", 1)),
          new Run("iss-p", Map.of("shrink_epochs", 1)),
          new Run("sap", Map.of()),
          new Run("lrp", Map.of("per_class", 2)),
          new Run("rd-dp", Map.of("images", 6, "points", 2)),
          new Run("bn-select", Map.of("candidates", 3, "select_batches", 1, "images", 6)),
          new Run("pre-cropping", Map.of()),
          new Run("omp", Map.of("distill", 0.9)),
          new Run("synflow", Map.of("rounds", 3)),
          new Run("snip", Map.of()),
          new Run("lamp", Map.of()),
          new Run("global-mp", Map.of()),
          new Run("random", Map.of()));

  static List<Arguments> runs() {
    List<Arguments> runs = new ArrayList<>();
    for (Run run : RUNS) {
      Map<String, Object> settings = settings(run.settings());
      PruningMethod method = Methods.ALL.choose(run.method(), settings).value();
      for (Granularity structure :
          List.of(new Unstructured(), new Filters(), new Channels(), new NofM(2, 4))) {
        if (method.refuses(structure).isEmpty()) {
          runs.add(Arguments.of(run.method(), structure, settings));
        }
      }
    }
    return runs;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("runs")
  void a_run_has_the_same_bits(String method, Granularity structure, Map<String, Object> settings)
      throws Exception {
    try (TinyRun host = new TinyRun(new ResNet20s(0.25).block(4), Residence.HOST);
        TinyRun device = new TinyRun(new ResNet20s(0.25).block(4), Residence.DEVICE)) {
      assertSameRun(host, device, method, structure, settings);
    }
  }

  @Test
  void a_run_of_a_network_with_depthwise_convolutions_has_the_same_bits() throws Exception {
    for (Granularity structure : List.of(new Filters(), new Channels(), new NofM(1, 4))) {
      try (TinyRun host = new TinyRun(new MobileNetV2(0.25).block(4), Residence.HOST);
          TinyRun device = new TinyRun(new MobileNetV2(0.25).block(4), Residence.DEVICE)) {
        assertSameRun(host, device, "bip", structure, settings(Map.of("epochs", 1)));
      }
    }
  }

  private static void assertSameRun(
      TinyRun host,
      TinyRun device,
      String method,
      Granularity structure,
      Map<String, Object> settings)
      throws InterruptedException {
    Pruned one = host.prune(method, settings, structure, SPARSITY, Optional.empty());
    Pruned two = device.prune(method, settings, structure, SPARSITY, Optional.empty());

    assertThat(one.mask().kept()).isLessThan(host.net.prunable());
    assertThat(two.mask().selector().getClass())
        .as("the way of the mask")
        .isNotEqualTo(one.mask().selector().getClass());
    assertSameBits(two.mask().values(), one.mask().values(), "mask");
    assertSameBits(two.mask().other(), one.mask().other(), "mask of other parameters");
    assertSameBits(two.state().weights(), one.state().weights(), "weights");
    assertSameBits(two.state().other(), one.state().other(), "other parameters");
    assertSameBits(two.state().statistics(), one.state().statistics(), "statistics");
    assertThat(device.curve.stream().map(EpochReport::trainLoss))
        .isEqualTo(host.curve.stream().map(EpochReport::trainLoss).toList());
  }

  /** After the first step of two epochs, the mask is selected by scores that are not numbers. */
  @Test
  void scores_that_are_not_numbers_end_training_at_once_or_with_the_loss_of_their_epoch() {
    try (TinyRun host = new TinyRun(new ResNet20s(0.25).block(4), Residence.HOST);
        TinyRun device = new TinyRun(new ResNet20s(0.25).block(4), Residence.DEVICE)) {
      assertThatThrownBy(() -> selectedByNaN(host)).isInstanceOf(UnrankableScores.class);
      assertThatThrownBy(() -> selectedByNaN(device))
          .isInstanceOf(DivergedException.class)
          .hasMessage("The mean training loss of epoch 1 of 2 (train) is NaN");
    }
  }

  private static void selectedByNaN(TinyRun of) throws InterruptedException {
    PruningRun run = of.run(Omp.DEFAULTS, new Unstructured(), SPARSITY, Optional.empty());
    run.train(
        "train",
        new Recipe(2, 24, 0.01, Schedule.COSINE, 0.9, 0),
        run.initial(),
        Mask.dense(run.net()),
        (step, learner, gradient) -> {
          if (step.number() == 0) {
            NDArray scores = gradient.weights().duplicate();
            scores.set(new NDIndex(7), Float.NaN);
            run.selection().project(scores, Ranking.MAGNITUDE, learner.mask());
          }
        });
  }

  private static Map<String, Object> settings(Map<String, Object> own) {
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 2, "batch", 24));
    all.putAll(own);
    return all;
  }

  private static void assertSameBits(NDArray one, NDArray other, String description) {
    assertThat(one.toByteBuffer(true)).as(description).isEqualTo(other.toByteBuffer(true));
  }
}
