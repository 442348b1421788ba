// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Checkpoint;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.EpochReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of four epochs of three steps that fail and resume from their checkpoints. */
class ContinuedRunTest {
  private static final CheckpointInterval EVERY_STEP = CheckpointInterval.of(Duration.ofNanos(1));
  private static final CheckpointInterval EVERY_EPOCH = CheckpointInterval.ofEpochs(1);

  /**
   * @param besides passes of the method in addition to the four of training
   * @param width width of the network
   */
  record Case(
      String method,
      Map<String, Object> settings,
      Granularity structure,
      double besides,
      double width) {

    Case(String method) {
      this(method, Map.of());
    }

    Case(String method, Map<String, Object> settings) {
      this(method, settings, new Unstructured(), 0, 0.25);
    }

    /** Prunes with four epochs, unless the settings say otherwise. */
    Pruned prune(TinyRun run, Optional<CheckpointFolder> kept) throws InterruptedException {
      Map<String, Object> all = new HashMap<>(Map.of("epochs", 4));
      all.putAll(settings);
      return run.prune(method, all, structure, prunes() ? 0.5 : 0, kept);
    }

    boolean prunes() {
      return !method.equals("dense") && !Scorings.ALL.names().contains(method);
    }

    @Override
    public String toString() {
      return method + settings;
    }
  }

  private static final Case DENSE = new Case("dense");
  private static final Case IMP = new Case("imp");
  private static final Case HYDRA = new Case("hydra", Map.of("score_epochs", 2, "epochs", 2));

  static Stream<Case> examples() {
    double bips = 2 - 24 / 72.0;
    Map<String, Object> retrained = Map.of("epochs", 2, "retrain_epochs", 2, "retrain_from", 0.5);
    Map<String, Object> search = Map.of("masks", 2, "distance", 0, "search", 0.5);
    Map<String, Object> press = Map.of("search_epochs", 1, "press_epochs", 1, "epochs", 2);
    Map<String, Object> flat = Map.of("distill", 0.9, "sam", 0.1, "data_order", 1);
    return Stream.of(
        DENSE,
        IMP,
        HYDRA,
        new Case("bip", Map.of("weight_steps", 2), new Unstructured(), bips, 0.25),
        new Case("bip", retrained, new Unstructured(), bips, 0.25),
        new Case("lamp"),
        new Case("global-mp"),
        new Case("gmp"),
        new Case("granet"),
        new Case("rigl"),
        new Case("sr-ste", Map.of(), new NofM(2, 4), 0, 0.25),
        new Case("sr-ste", Map.of("mask_decay", "linear"), new NofM(2, 4), 0, 0.25),
        new Case("sr-ste", Map.of("mask_decay", "structure"), new NofM(1, 4), 0, 0.25),
        new Case("early-bird", search, new Filters(), 0, 0.25),
        new Case("mask-sparsity", press, new Filters(), 0, 0.25),
        new Case("sap"),
        new Case("rd-dp", Map.of("images", 6, "points", 2)),
        new Case("bn-select", Map.of("candidates", 2, "select_batches", 1, "images", 6)),
        new Case("lrp", Map.of("per_class", 2), new Filters(), 8 / 72.0, 0.25),
        new Case("iss-p", Map.of("shrink_epochs", 2, "epochs", 2)),
        new Case("pre-cropping", Map.of(), new Filters(), 0, 0.5),
        new Case("forgetting", Map.of("epochs", 2, "seeds", 2)),
        new Case("omp", flat, new Unstructured(), 4, 0.25),
        new Case("omp", Map.of("saf", 0.5, "saf_from", 2, "saf_lag", 1)),
        new Case("omp", Map.of(), new Filters(), 0, 0.5),
        new Case("imp", Map.of(), new Channels(), 0, 0.5),
        new Case("snip", Map.of(), new Unstructured(), 40 / 72.0, 0.25),
        new Case("grasp", Map.of(), new Unstructured(), 3 * 40 / 72.0, 0.25),
        new Case("synflow", Map.of("rounds", 5)));
  }

  /** With what a method does after its last step. */
  static Stream<Case> examplesWithAnEnd() {
    Map<String, Object> part =
        Map.of("from", "trained", "retrain", "bn-bias-head", "recalibrate", 4);
    return Stream.concat(
        examples(),
        Stream.of(
            new Case("omp", part),
            new Case("el2n", Map.of("epochs", 2, "seeds", 2)),
            new Case("prototypes", Map.of("epochs", 2, "seeds", 2))));
  }

  @TempDir private Path folder;

  private TinyRun run;

  @AfterEach
  void close() {
    run.close();
  }

  @ParameterizedTest
  @MethodSource("examplesWithAnEnd")
  void a_run_resumed_within_an_epoch_has_the_bits_curve_and_cost_of_an_uninterrupted_run(
      Case example) throws Exception {
    run = new TinyRun(new ResNet20s(example.width()).block(4));
    Pruned whole = prune(example, Optional.empty());
    List<EpochReport> curve = List.copyOf(run.curve);
    int steps = 12; // four epochs of three
    for (int stop : new int[] {1, 6, 8, steps}) {
      CheckpointFolder kept = kept("stopped" + stop, EVERY_STEP);
      dies(example, kept, stop);

      run.lastSave = Integer.MAX_VALUE;
      Pruned continued = prune(example, Optional.of(kept));

      assertThat(run.saves).as("steps done after the %dth", stop).isEqualTo(steps - stop);
      assertSame(continued, whole);
      assertThat(run.curve)
          .as("stopped after step %d", stop)
          .usingRecursiveComparison()
          .ignoringFields("cost.seconds")
          .isEqualTo(curve);
      assertThat(run.passes).isCloseTo(4 + example.besides(), within(1e-12));
    }
  }

  @Test
  void checkpoints_follow_the_interval_and_none_is_written_at_the_end_of_a_run() throws Exception {
    run = new TinyRun(new ResNet20s(0.25).block(4));

    prune(DENSE, Optional.of(kept("each", EVERY_EPOCH)));
    assertThat(run.saves).isEqualTo(4);
    prune(DENSE, Optional.of(kept("third", CheckpointInterval.ofEpochs(3))));
    assertThat(run.saves).isEqualTo(1);
    prune(DENSE, Optional.of(kept("hour", CheckpointInterval.of(Duration.ofHours(1)))));
    assertThat(run.saves).isZero();
    prune(HYDRA, Optional.of(kept("phases", CheckpointInterval.ofEpochs(3))));
    assertThat(run.saves).as("the end of the phase before the last").isEqualTo(1);
  }

  @Test
  void a_completed_phase_is_not_repeated() throws Exception {
    run = new TinyRun(new ResNet20s(0.25).block(4));
    Pruned whole = prune(HYDRA, Optional.empty());
    CheckpointFolder kept = kept("phases", CheckpointInterval.ofEpochs(9));
    dies(HYDRA, kept, 1); // at the start of the second phase

    run.lastSave = Integer.MAX_VALUE;
    Pruned continued = prune(HYDRA, Optional.of(kept));

    assertThat(run.saves).isZero();
    assertThat(run.passes).isEqualTo(4);
    assertSame(continued, whole);
  }

  @Test
  void a_run_with_a_checkpoint_of_an_earlier_version_starts_over() throws Exception {
    run = new TinyRun(new ResNet20s(0.25).block(4));
    Pruned whole = prune(IMP, Optional.empty());
    CheckpointFolder kept = kept("earlier", EVERY_EPOCH);
    dies(IMP, kept, 3);
    String file = kept.folder() + "/train.safetensors";
    Map<String, NDArray> vectors = Checkpoint.read(kept.storage(), file, run.manager);
    vectors.put("progress", vectors.remove("progress_2"));
    Checkpoint.write(kept.storage(), file, vectors);

    run.lastSave = Integer.MAX_VALUE;
    Pruned again = prune(IMP, Optional.of(kept));

    assertThat(run.passes).isEqualTo(4);
    assertThat(run.saves).as("from the start").isEqualTo(4);
    assertSame(again, whole);
  }

  @Test
  void a_run_with_a_damaged_checkpoint_starts_over() throws Exception {
    run = new TinyRun(new ResNet20s(0.25).block(4));
    Pruned whole = prune(IMP, Optional.empty());
    CheckpointFolder kept = kept("damaged", EVERY_EPOCH);
    dies(IMP, kept, 3);
    Path file = folder.resolve("damaged/train.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    run.lastSave = Integer.MAX_VALUE;
    Pruned anew = prune(IMP, Optional.of(kept));

    assertThat(run.saves).as("epochs made").isEqualTo(4);
    assertSame(anew, whole);
  }

  private void dies(Case example, CheckpointFolder kept, int afterSaves) {
    run.lastSave = afterSaves;
    assertThatThrownBy(() -> prune(example, Optional.of(kept))).hasMessage("stopped");
  }

  private CheckpointFolder kept(String name, CheckpointInterval interval) {
    return new CheckpointFolder(new LocalStorage(), folder.resolve(name).toString(), interval);
  }

  private Pruned prune(Case example, Optional<CheckpointFolder> kept) throws InterruptedException {
    return example.prune(run, kept);
  }

  static void assertSame(Pruned one, Pruned other) {
    assertThat(one.mask().values()).isEqualTo(other.mask().values());
    assertThat(one.mask().other()).isEqualTo(other.mask().other());
    assertThat(one.imageScores()).isEqualTo(other.imageScores());
    assertThat(one.state().weights()).isEqualTo(other.state().weights());
    assertThat(one.state().other()).isEqualTo(other.state().other());
    assertThat(one.state().statistics()).isEqualTo(other.state().statistics());
  }
}
