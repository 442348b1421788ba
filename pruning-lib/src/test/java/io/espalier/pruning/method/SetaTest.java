// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.EpochImages;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Streams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on other images in each epoch, chosen by their last losses. */
class SetaTest {
  private static final Streams STREAMS = new Streams(1);

  @TempDir private Path folder;

  private TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  @AfterEach
  void close() {
    run.close();
  }

  /** Of five groups, 0.6 is three: groups 1 to 3, 2 to 4, 0 to 2, and again. */
  @Test
  void a_window_of_groups_slides_from_easy_to_hard() {
    EpochImages images =
        new Seta(5, 0.6, 0.75).curriculum(1, run.manager, STREAMS, 10).begin("train", 8);
    double[] losses = {4, 0.5, 1, 2, 0, 3, 0.01, 1.01, 2.01, 4.01}; // 0 and 0.5 are one group

    assertThat(used(images, 0))
        .as("no losses yet")
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    saw(images, losses);

    List<List<Integer>> windows = new ArrayList<>();
    for (int epoch = 1; epoch < 8; epoch++) {
      windows.add(used(images, epoch));
    }
    List<Integer> middle = List.of(2, 3, 5, 7, 8);
    List<Integer> hard = List.of(0, 3, 5, 8, 9);
    List<Integer> easy = List.of(1, 2, 3, 4, 6, 7, 8);
    List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(windows).containsExactly(middle, hard, easy, middle, hard, all, all);
  }

  /** Rounded to even as in the authors' code: of five groups, 0.9 is four. */
  @Test
  void the_defaults_leave_out_the_easiest_or_the_hardest_group_and_a_tenth_at_random() {
    EpochImages images = Seta.DEFAULTS.curriculum(0.9, run.manager, STREAMS, 50).begin("train", 40);
    double[] losses =
        IntStream.range(0, 50)
            .mapToDouble(image -> Math.floor(image / 10.0) + image % 10 / 1e3)
            .toArray();
    assertThat(used(images, 0)).hasSize(45);
    saw(images, losses);

    List<Integer> first = used(images, 1);
    List<Integer> second = used(images, 2);
    List<Integer> third = used(images, 3);

    assertThat(first).as("groups 1 to 4").allMatch(image -> image >= 10).hasSizeBetween(35, 40);
    assertThat(second).as("groups 0 to 3").allMatch(image -> image < 40).hasSizeBetween(35, 40);
    assertThat(third)
        .as("other images are drawn")
        .allMatch(image -> image >= 10)
        .isNotEqualTo(first);
    assertThat(used(images, 34)).as("0.875 of 40 are 35").hasSizeLessThan(45);
    assertThat(used(images, 35)).hasSize(45);
    assertThat(used(Seta.DEFAULTS.curriculum(0.9, run.manager, STREAMS, 50).begin("other", 40), 0))
        .as("another phase")
        .isNotEqualTo(
            used(Seta.DEFAULTS.curriculum(0.9, run.manager, STREAMS, 50).begin("train", 40), 0));
  }

  /** Seen or not: an image counts as one of loss 3 until then. */
  @Test
  void equal_losses_are_one_group_and_an_empty_window_is_no_epoch_without_images() {
    EpochImages images =
        new Seta(3, 0.3, 1).curriculum(1, run.manager, STREAMS, 6).begin("train", 9);
    used(images, 0);

    assertThat(images.memory().get("seta_losses").toFloatArray()).containsOnly(3);
    for (int epoch = 1; epoch < 4; epoch++) {
      assertThat(used(images, epoch)).hasSize(6);
    }
  }

  /** ln(1 + e^−2) = 0.1269 and ln(e^0 + e^1 + e^2) − 1 = 1.4076. */
  @Test
  void the_last_loss_of_an_image_is_the_cross_entropy_of_its_logits() {
    EpochImages images = Seta.DEFAULTS.curriculum(0.9, run.manager, STREAMS, 4).begin("train", 3);
    try (NDArray two = run.manager.create(new float[][] {{2, 0}, {0, 1000}});
        NDArray three = run.manager.create(new float[][] {{0, 1, 2}});
        NDArray labels = run.manager.create(new long[] {0, 0});
        NDArray label = run.manager.create(new long[] {1})) {
      images.saw(new int[] {3, 0}, two, labels);
      images.saw(new int[] {1}, three, label);
    }

    float[] losses = images.memory().get("seta_losses").toFloatArray();
    assertThat(losses[3]).isCloseTo(0.1269f, within(5e-5f));
    assertThat(losses[0]).as("without overflow").isCloseTo(1000, within(1e-3f));
    assertThat(losses[1]).isCloseTo(1.4076f, within(5e-5f));
    assertThat(losses[2]).isEqualTo(3);
  }

  /** A window of two of five groups: most epochs have one or two steps instead of three. */
  @ParameterizedTest
  @MethodSource("io.espalier.pruning.method.ContinuedRunTest#examples")
  void every_method_trains_on_fewer_images_reaches_its_target_and_can_resume(
      ContinuedRunTest.Case example) throws Exception {
    run.close();
    run = new TinyRun(new ResNet20s(example.width()).block(4));
    DataPruning seta =
        DataPruning.chosen(Map.of("keep", 0.9, "score", "seta", "window", 0.4)).value();
    run.curriculum = seta.curriculum(run.net.manager(), STREAMS, 72);

    Pruned whole = example.prune(run, Optional.empty());
    List<EpochReport> curve = List.copyOf(run.curve);
    double fewer = run.passes;

    if (example.structure() instanceof Unstructured && example.prunes()) {
      assertThat(whole.mask().kept()).isEqualTo(Math.round(0.5 * run.net.prunable()));
    }
    assertThat(fewer).isLessThan(4 + example.besides() - 0.1);
    CheckpointFolder kept =
        new CheckpointFolder(
            new LocalStorage(), folder.toString(), CheckpointInterval.of(Duration.ofNanos(1)));
    for (int stop : new int[] {3, 1, 1}) { // each a step or more after the last
      run.lastSave = stop;
      assertThatThrownBy(() -> example.prune(run, Optional.of(kept))).hasMessage("stopped");
    }
    run.lastSave = Integer.MAX_VALUE;
    Pruned resumed = example.prune(run, Optional.of(kept));

    ContinuedRunTest.assertSame(resumed, whole);
    assertThat(run.curve)
        .usingRecursiveComparison()
        .ignoringFields("cost.seconds")
        .isEqualTo(curve);
    assertThat(run.passes).isEqualTo(fewer);
  }

  /**
   * Epochs of 72, 26 and 24 images have the steps 0, 1, 2, 3, 4 and 6 of 9. Of every two of these
   * nine, one has an upper level: the steps 1, 3 and 4, of 24, 24 and 2 images.
   */
  @Test
  void intervals_between_steps_are_those_of_epochs_on_all_images() throws Exception {
    int[] sizes = {72, 26, 24};
    run.curriculum = (phase, epochs) -> new First(sizes);

    run.prune("bip", Map.of("epochs", 3, "weight_steps", 2), 0.5);

    assertThat(run.passes).isCloseTo((72 + 26 + 24 + 24 + 24 + 2) / 72.0, within(1e-12));
  }

  /** The first images of each order. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record First(int[] sizes) implements EpochImages {
    @Override
    public int[] of(int epoch, int[] order) {
      return Arrays.copyOf(order, sizes[epoch]);
    }

    @Override
    public void saw(int[] images, NDArray logits, NDArray labels) {}

    @Override
    public Map<String, NDArray> memory() {
      return Map.of();
    }
  }

  @Test
  void settings_that_make_no_sense_are_refused_and_those_without_effect_are_in_no_key() {
    Map<String, Object> wrong = new HashMap<>(Map.of("groups", 0, "window", 0, "until", 1.5));
    wrong.put("score", "seta");
    assertThatThrownBy(() -> DataPruning.chosen(wrong))
        .hasMessageContaining("Invalid groups: 0, must be at least 1")
        .hasMessageContaining("Invalid window: 0.0, must be greater than 0 and at most 1")
        .hasMessageContaining("Invalid until: 1.5, must be in [0, 1]");
    assertThatThrownBy(() -> DataPruning.chosen(Map.of("window", 0.1)))
        .hasMessage("Invalid window: 0.1, must be one group or more, of groups: 5");
    Map<String, Object> seta = Map.of("keep", 0.9, "score", "seta", "groups", 4);
    Map<String, Object> more = new HashMap<>(seta);
    more.putAll(Map.of("seeds", 3, "order", "easy", "balanced", true, "score_epochs", 7));
    assertThat(DataPruning.chosen(more).settings()).isEqualTo(seta);
    assertThat(DataPruning.chosen(Map.of("keep", 0.9, "groups", 4)).settings())
        .isEqualTo(Map.of("keep", 0.9));
    assertThat(DataPruning.chosen(seta).value().scores(Methods.ALL.choose("dense", Map.of())))
        .isEmpty();
  }

  private static List<Integer> used(EpochImages images, int epoch) {
    int[] order = IntStream.range(0, (int) images.memory().get("seta_losses").size()).toArray();
    List<Integer> used = Arrays.stream(images.of(epoch, order)).boxed().toList();
    assertThat(images.of(epoch, order))
        .as("asked again")
        .containsExactly(used.toArray(Integer[]::new));
    return used;
  }

  /** Shows logits (a, 0) of class 0, whose loss is ln(1 + e^−a). */
  private void saw(EpochImages images, double[] losses) {
    float[][] logits =
        Arrays.stream(losses)
            .mapToObj(loss -> new float[] {(float) -Math.log(Math.expm1(Math.max(loss, 1e-6))), 0})
            .toArray(float[][]::new);
    try (NDArray shown = run.manager.create(logits);
        NDArray labels = run.manager.create(new long[losses.length])) {
      images.saw(IntStream.range(0, losses.length).toArray(), shown, labels);
    }
  }
}
