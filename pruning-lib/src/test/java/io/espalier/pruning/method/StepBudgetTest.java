// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.engine.DeviceBorder;
import io.espalier.pruning.engine.DeviceBorder.Crossing;
import io.espalier.pruning.engine.DeviceBorder.Direction;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.MobileNetV2;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.TinyImages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the steps of training move between the host and a card, counted on a CPU: the device's way
 * of preparing batches and masks runs on any device.
 */
@Tag("any-processor")
class StepBudgetTest {
  private static final String STEP = "Training.step";
  private static final int BATCH = 128;
  private static final int IMAGES = 3 * BATCH - 28;
  private static final int EPOCHS = 2;
  private static final int STEPS = EPOCHS * 3;
  private static final int BYTES_A_STEP = 16_384;

  private record Case(String method, Map<String, Object> settings, Granularity structure) {
    Case(String method, Map<String, Object> settings) {
      this(method, settings, new Unstructured());
    }

    @Override
    public String toString() {
      return method + " " + structure + " " + settings;
    }
  }

  private static Stream<Case> methods() {
    Map<String, Object> often = Map.of("interval", 0.2);
    return Stream.of(
        new Case("dense", Map.of()),
        new Case("bip", Map.of()),
        new Case("bip", Map.of("upper_batch", "same", "upper_statistics", "updated")),
        new Case("bip", Map.of(), new Filters()),
        new Case("bip", Map.of(), new Channels()),
        new Case("bip", Map.of(), new NofM(2, 4)),
        new Case("gmp", often),
        new Case("gmp", Map.of("interval", 0.2, "scope", "global")),
        new Case("gmp", often, new Filters()),
        new Case("rigl", often),
        new Case("granet", often),
        new Case("hydra", Map.of("score_epochs", 1)),
        new Case("hydra", Map.of("score_epochs", 1, "others", "trained"), new Channels()),
        new Case("sr-ste", Map.of(), new NofM(2, 4)),
        new Case("sr-ste", Map.of("mask_decay", "structure"), new NofM(1, 4)),
        new Case("iss-p", Map.of("shrink_epochs", 1, "epochs", 1)),
        new Case("iss-p", Map.of("shrink_epochs", 1, "epochs", 1), new Filters()),
        new Case("imp", Map.of()),
        new Case("omp", Map.of("distill", 0.9)),
        new Case("omp", Map.of(), new Filters()));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void a_step_waits_for_nothing_and_an_epoch_for_its_loss_and_its_logits(Case tried)
      throws Exception {
    List<Crossing> all = crossings(tried, DataType.FLOAT32);

    List<Crossing> inSteps = all.stream().filter(crossing -> crossing.isIn(STEP)).toList();
    assertThat(inSteps).isNotEmpty().filteredOn(Crossing::waits).isEmpty();
    assertThat(sent(inSteps)).isLessThanOrEqualTo((long) STEPS * BYTES_A_STEP);
    List<Crossing> read =
        all.stream()
            .filter(crossing -> crossing.direction() == Direction.TO_HOST)
            .filter(crossing -> crossing.isIn("Training.run"))
            .filter(crossing -> !crossing.isIn("TinyRun.stateReached"))
            .toList();
    assertThat(read).filteredOn(crossing -> crossing.isIn("Evaluator.evaluate")).hasSize(EPOCHS);
    assertThat(read)
        .filteredOn(crossing -> !crossing.isIn("Evaluator.evaluate"))
        .hasSize(EPOCHS)
        .allMatch(crossing -> crossing.isIn("Training.endEpoch") && crossing.bytes() == 4);
  }

  /** Where each image is, and how it is cropped and mirrored; BiP uses two batches a step. */
  @ParameterizedTest
  @CsvSource({"dense, 1", "bip, 2"})
  void an_image_costs_sixteen_bytes(String method, int batches) throws Exception {
    List<Crossing> inSteps = crossingsOfSteps(new Case(method, Map.of()), DataType.FLOAT32);

    long images = 2L * IMAGES * batches - (batches - 1L) * (IMAGES % BATCH);
    assertThat(sent(inSteps)).isEqualTo(16 * images);
  }

  /** Early-bird ranks filters on the host, which is one short vector. */
  @Test
  void early_bird_reads_scales_at_the_end_of_an_epoch_only() throws Exception {
    List<Crossing> waits =
        crossingsOfSteps(new Case("early-bird", Map.of(), new Filters()), DataType.FLOAT32).stream()
            .filter(Crossing::waits)
            .toList();

    assertThat(waits.stream().filter(crossing -> crossing.isIn("BatchNormScales.best")).count())
        .isBetween(1L, 2L);
    assertThat(waits).hasSizeLessThan(10);
  }

  /** Activations with constants, such as the 6 of ReLU6, and casts. */
  @ParameterizedTest
  @MethodSource("types")
  void no_layer_and_no_cast_waits(DataType type) throws Exception {
    try (TinyRun run =
        new TinyRun(
            new MobileNetV2(0.25).block(4), type, TinyImages.set(IMAGES, 8), Residence.DEVICE)) {
      List<Crossing> inSteps =
          DeviceBorder.during(() -> prune(run, new Case("bip", Map.of()))).stream()
              .filter(crossing -> crossing.isIn(STEP))
              .toList();

      assertThat(inSteps).isNotEmpty().filteredOn(Crossing::waits).isEmpty();
    }
  }

  private static Stream<DataType> types() {
    return Stream.of(DataType.FLOAT32, DataType.BFLOAT16);
  }

  private static List<Crossing> crossingsOfSteps(Case tried, DataType type) throws Exception {
    return crossings(tried, type).stream().filter(crossing -> crossing.isIn(STEP)).toList();
  }

  private static List<Crossing> crossings(Case tried, DataType type) throws Exception {
    try (TinyRun run =
        new TinyRun(
            new ResNet20s(0.25).block(4), type, TinyImages.set(IMAGES, 8), Residence.DEVICE)) {
      return DeviceBorder.during(() -> prune(run, tried));
    }
  }

  private static void prune(TinyRun run, Case tried) throws InterruptedException {
    run.watched = UnaryOperator.identity();
    Map<String, Object> settings = new HashMap<>(Map.of("batch", BATCH));
    settings.put("epochs", tried.settings().containsKey("score_epochs") ? 1 : EPOCHS);
    settings.putAll(tried.settings());
    run.prune(tried.method(), settings, tried.structure(), 0.5, Optional.empty());
  }

  private static long sent(List<Crossing> crossings) {
    return crossings.stream()
        .filter(crossing -> crossing.direction() == Direction.TO_DEVICE)
        .mapToLong(Crossing::bytes)
        .sum();
  }
}
