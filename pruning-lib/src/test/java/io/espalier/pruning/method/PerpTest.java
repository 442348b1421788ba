// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.OtherTensor;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerpTest {
  private static final double IMAGES = 72;

  @TempDir private Path folder;

  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  @AfterEach
  void close() {
    run.close();
  }

  @ParameterizedTest
  @CsvSource({
    "bn, NORMALISATION, false",
    "bn-bias, NORMALISATION BIAS, false",
    "bn-bias-head, NORMALISATION BIAS, true"
  })
  void what_is_trained_changes_and_all_else_keeps_its_bits(
      String retrain, String roles, boolean isHeadTrained) throws Exception {
    Pruned pruned = prune("omp", Map.of("retrain", retrain));

    float[] cut = run.trained.weights().mul(pruned.mask().values()).toFloatArray();
    float[] weights = pruned.state().weights().toFloatArray();
    List<Layer> layers = run.net.layers();
    Layer head = layers.get(layers.size() - 1);
    for (int i = 0; i < weights.length; i++) {
      boolean isKept = pruned.mask().values().getFloat(i) == 1;
      assertThat(weights[i] != cut[i])
          .as("weight %d", i)
          .isEqualTo(isHeadTrained && isKept && i >= head.offset());
    }
    Set<OtherTensor.Role> trained = EnumSet.noneOf(OtherTensor.Role.class);
    float[] before = run.trained.other().toFloatArray();
    float[] after = pruned.state().other().toFloatArray();
    for (OtherTensor tensor : run.net.otherTensors()) {
      for (int i = (int) tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
        if (after[i] != before[i]) {
          trained.add(tensor.role());
        }
      }
    }
    assertThat(trained).hasToString("[" + roles.replace(" ", ", ") + "]");
    assertThat(pruned.state().statistics()).isNotEqualTo(run.trained.statistics());
    assertThat(run.passes).isEqualTo(1);
  }

  @Test
  void all_is_the_training_of_before_to_the_bit() throws Exception {
    Pruned pruned = prune("lamp", Map.of());

    Pruned plain =
        run.run(
                Methods.ALL.choose("lamp", Map.of()).value(),
                new Unstructured(),
                0.5,
                Optional.empty())
            .train(recipe(1), run.trained, pruned.mask());

    ContinuedRunTest.assertSame(pruned, plain);
    assertThat(pruned.test()).isEmpty();
  }

  /**
   * x = (2, 2, 4), g = (1, 1, 1), mask (1, 0, 1), trained are the first two; λ 0.5, rate 0.1,
   * momentum 0.5. Step 1: v = (1 + 1, 0 + 1, 0), x = (1.8, 1.9, 4). Step 2: v = (0.5·2 + 1 + 0.9,
   * 0.5 + 0.95, 0), x = (1.8 − 0.29, 1.9 − 0.145, 4).
   */
  @Test
  void a_step_is_sgd_with_momentum_and_weight_decay_on_the_trained_part() {
    NDArray x = vector(2, 2, 4);
    TrainedPart part = new TrainedPart(vector(1, 1, 0), vector(0));
    Recipe recipe = new Recipe(1, 1, 0.1, Schedule.CONSTANT, 0.5, 0.5);
    Updates.Update update = new Updates.OfPart(recipe, part).ofWeights(x, vector(1, 0, 1));

    update.step(0.1, vector(1, 1, 1));
    assertThat(x.toFloatArray()).containsExactly(new float[] {1.8f, 1.9f, 4}, within(1e-6f));
    update.step(0.1, vector(1, 1, 1));
    assertThat(x.toFloatArray()).containsExactly(new float[] {1.51f, 1.755f, 4}, within(1e-6f));
    assertThat(update.velocity().toFloatArray()[2]).isZero();
  }

  @Test
  void without_retraining_the_cut_network_is_evaluated_and_costs_no_pass() throws Exception {
    Pruned pruned = prune("global-mp", Map.of("retrain", "none"));

    assertThat(pruned.state().weights())
        .isEqualTo(run.trained.weights().mul(pruned.mask().values()));
    assertThat(pruned.state().other()).isEqualTo(run.trained.other());
    assertThat(pruned.state().statistics()).isEqualTo(run.trained.statistics());
    assertThat(pruned.test()).isPresent();
    assertThat(run.curve).isEmpty();
    assertThat(run.training.cost().passes()).isZero();
    assertThat(run.training.cost().forwardPasses()).isZero();
    assertThat(method("global-mp", Map.of("retrain", "none")).passes()).isZero();
  }

  @Test
  void a_recalibration_changes_statistics_alone_is_evaluated_and_counted_apart() throws Exception {
    Pruned cut = prune("omp", Map.of("retrain", "none"));
    Pruned anew = prune("omp", Map.of("retrain", "none", "recalibrate", 5));

    assertThat(anew.state().weights()).isEqualTo(cut.state().weights());
    assertThat(anew.state().other()).isEqualTo(cut.state().other());
    assertThat(anew.state().statistics()).isNotEqualTo(cut.state().statistics());
    assertThat(anew.test().orElseThrow().loss()).isNotEqualTo(cut.test().orElseThrow().loss());
    assertThat(run.training.cost().passes()).isZero();
    // Five batches of 24 of 72 images, the first one twice.
    assertThat(run.training.cost().forwardPasses()).isEqualTo(6 * 24 / IMAGES);

    Pruned again = prune("omp", Map.of("retrain", "none", "recalibrate", 5));
    assertThat(again.state().statistics()).isEqualTo(anew.state().statistics());
  }

  @Test
  void a_recalibration_follows_training_and_is_what_is_reported() throws Exception {
    Pruned trained = prune("imp", Map.of("rewind", 1.0));
    Pruned anew = prune("imp", Map.of("rewind", 1.0, "recalibrate", 3));

    assertThat(anew.state().weights()).isEqualTo(trained.state().weights());
    assertThat(anew.state().statistics()).isNotEqualTo(trained.state().statistics());
    assertThat(anew.test().orElseThrow().loss()).isNotEqualTo(run.curve.get(0).test().loss());
    assertThat(run.training.cost().passes()).isEqualTo(1);
  }

  @Test
  void the_smaller_network_of_a_filter_mask_has_the_statistics_of_the_masked_one()
      throws Exception {
    try (TinyRun wide = new TinyRun(new ResNet20s(0.5).block(4))) {
      Pruned pruned =
          prune(wide, "omp", Map.of("retrain", "none", "recalibrate", 3), new Filters());
      NDArray kept = wide.net.stateOfBlock().statistics(); // of the shape
      float[] compact = pruned.state().statistics().toFloatArray();
      wide.training.recalibrate(wide.net, pruned.state(), 3, 24);
      float[] masked = pruned.state().statistics().toFloatArray();

      assertThat(compact).hasSize((int) kept.size()).doesNotContain(Float.NaN);
      int same = 0;
      for (int i = 0; i < compact.length; i++) {
        same += Math.abs(compact[i] - masked[i]) < 1e-3 ? 1 : 0;
      }
      // Removed channels keep their statistics in the smaller network, which are not used.
      assertThat(same).isGreaterThan(compact.length / 2).isLessThan(compact.length);
    }
  }

  @Test
  void bip_recalibrates_its_network_or_what_it_retrains() throws Exception {
    Pruned plain = prune("bip", Map.of());
    Pruned anew = prune("bip", Map.of("recalibrate", 2));
    assertThat(anew.state().weights()).isEqualTo(plain.state().weights());
    assertThat(anew.state().statistics()).isNotEqualTo(plain.state().statistics());

    Pruned part = prune("bip", Map.of("retrain_epochs", 1, "retrain", "bn"));
    assertThat(part.mask().values()).isEqualTo(plain.mask().values());
    assertThat(part.state().weights()).isEqualTo(run.trained.weights().mul(part.mask().values()));
    assertThat(part.state().other()).isNotEqualTo(run.trained.other());
  }

  @Test
  void a_run_stopped_in_its_recalibration_repeats_no_step() throws Exception {
    Map<String, Object> settings = Map.of("recalibrate", 3);
    AtomicInteger passes = new AtomicInteger();
    AtomicInteger last = new AtomicInteger(Integer.MAX_VALUE);
    try (TinyRun counted =
        new TinyRun(
            new SequentialBlock()
                .add(new ResNet20s(0.25).block(4))
                .add(
                    LambdaBlock.singleton(
                        logits -> {
                          if (passes.incrementAndGet() == last.get()) {
                            Thread.currentThread().interrupt();
                          }
                          return logits;
                        })))) {
      passes.set(0);
      prune(counted, "lamp", Map.of(), new Unstructured());
      int ofTraining = passes.getAndSet(0);
      Pruned whole = prune(counted, "lamp", settings, new Unstructured());
      CheckpointFolder kept =
          new CheckpointFolder(
              new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(99));
      passes.set(0);
      last.set(ofTraining + 3); // the second batch
      assertThatThrownBy(
              () -> prune(counted, "lamp", settings, new Unstructured(), Optional.of(kept)))
          .isInstanceOf(InterruptedException.class)
          .hasMessage("Interrupted in recalibration");
      assertThat(passes.get()).isEqualTo(last.get());
      assertThat(Thread.interrupted()).isFalse();

      passes.set(0);
      last.set(Integer.MAX_VALUE);
      Pruned resumed = prune(counted, "lamp", settings, new Unstructured(), Optional.of(kept));

      assertThat(passes.get()).as("no step").isEqualTo(4 + ofTraining - 3);
      ContinuedRunTest.assertSame(resumed, whole);
      assertThat(resumed.test()).isEqualTo(whole.test());
      assertThat(counted.training.cost().forwardPasses()).isEqualTo(4 * 24 / IMAGES);
    }
  }

  @Test
  void settings_without_trained_weights_are_refused_with_the_remedy() {
    assertThatThrownBy(() -> method("omp", Map.of("from", "initial", "retrain", "bn-bias")))
        .hasMessageContaining("Invalid retrain: bn-bias, must be all, or else set from: trained");
    assertThatThrownBy(() -> method("lamp", Map.of("from", "initial", "recalibrate", 3)))
        .hasMessageContaining("Invalid recalibrate: 3, must be 0, or else set from: trained");
    assertThatThrownBy(() -> method("imp", Map.of("retrain", "none")))
        .hasMessageContaining("Invalid retrain: none, must be all, or else set rewind above 0");
    assertThatThrownBy(
            () -> method("bip", Map.of("retrain_epochs", 1, "retrain_from", 0.0, "retrain", "bn")))
        .hasMessageContaining("must be all, or else set retrain_from above 0");
    assertThatThrownBy(() -> method("bip", Map.of("retrain", "bn")))
        .hasMessage("Invalid retrain: bn, must be all, or else set retrain_epochs above 0");
    assertThatThrownBy(() -> method("bip", Map.of("retrain", "none", "retrain_epochs", 1)))
        .hasMessageContaining(
            "Invalid retrain: none, must be all, bn, bn-bias or bn-bias-head, because"
                + " retrain_epochs: 0 retrains nothing");
    assertThatThrownBy(() -> method("global-mp", Map.of("recalibrate", -1)))
        .hasMessageContaining("Invalid recalibrate: -1, must be at least 0");
    assertThatThrownBy(() -> method("omp", Map.of("from", "trained", "retrain", "head")))
        .hasMessageContaining("must be all or bn or bn-bias or bn-bias-head or none");
  }

  private NDArray vector(float... values) {
    return run.manager.create(values);
  }

  private static Recipe recipe(int epochs) {
    return new Recipe(epochs, 24, 0.1, Schedule.STEP, 0.9, 1e-4);
  }

  private static PruningMethod method(String name, Map<String, Object> settings) {
    return Methods.ALL.choose(name, settings).value();
  }

  private Pruned prune(String name, Map<String, Object> settings) throws Exception {
    return prune(run, name, settings, new Unstructured());
  }

  private static Pruned prune(
      TinyRun run, String name, Map<String, Object> settings, Granularity structure)
      throws InterruptedException {
    return prune(run, name, settings, structure, Optional.empty());
  }

  private static Pruned prune(
      TinyRun run,
      String name,
      Map<String, Object> settings,
      Granularity structure,
      Optional<CheckpointFolder> checkpoints)
      throws InterruptedException {
    Map<String, Object> all = new HashMap<>(settings);
    if (name.equals("omp")) {
      all.put("from", "trained");
    }
    return run.prune(name, all, structure, 0.5, checkpoints);
  }
}
