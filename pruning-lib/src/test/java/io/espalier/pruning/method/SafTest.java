// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SafTest {
  private static final int EPOCHS = 5;
  private static final int STEPS = 3; // an epoch
  private static final double TEMPERATURE = 2;
  private static final double WEIGHT = 0.8;

  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  @AfterEach
  void close() {
    run.close();
  }

  /** Each step is seen before it is taken: its loss must be that of float64 from all logits. */
  @Test
  void from_an_epoch_on_each_image_is_drawn_to_its_outputs_some_epochs_ago() throws Exception {
    Seen seen = trained(new Saf(WEIGHT, TEMPERATURE, 4, 2));

    for (int step = 0; step < EPOCHS * STEPS; step++) {
      int epoch = step / STEPS + 1;
      double labels = seen.crossEntropies.get(step);
      double drawn = epoch < 4 ? 0 : divergence(seen, epoch, step);
      assertThat(epoch < 4 || drawn > 1e-4)
          .as("epoch %s differs from %s", epoch, epoch - 2)
          .isTrue();
      assertThat(seen.losses.get(step))
          .as("step %s", step)
          .isCloseTo(labels + WEIGHT * TEMPERATURE * TEMPERATURE * drawn, within(1e-5));
    }
  }

  /** The mean divergence of the images of a step from their outputs two epochs earlier. */
  private static double divergence(Seen seen, int epoch, int step) {
    int[] images = seen.images.get(step);
    double sum = 0;
    for (int image : images) {
      double[] before = softmax(seen.logits.get(epoch - 2).get(image));
      double[] now = softmax(seen.logits.get(epoch).get(image));
      for (int other = 0; other < now.length; other++) {
        sum += before[other] * Math.log(before[other] / now[other]) / images.length;
      }
    }
    return sum;
  }

  private static double[] softmax(float[] logits) {
    double[] shares = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      shares[i] = Math.exp(logits[i] / TEMPERATURE);
    }
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  private Seen trained(Saf saf) throws InterruptedException {
    Recipe recipe = new Recipe(EPOCHS, 24, 0.1, Schedule.CONSTANT, 0.9, 0);
    PruningRun input = run.run(Dense.DEFAULTS, new Unstructured(), 0, Optional.empty());
    Seen seen = new Seen(saf.objective(input));
    Mask all = Mask.dense(run.net);
    input.train("train", recipe, run.initial, all, new Updates.OfAll(recipe), seen);
    return seen;
  }

  /** What each step outputs and loses. */
  private static final class Seen implements Objective {
    private final Objective of;
    private final Map<Integer, Map<Integer, float[]>> logits = new HashMap<>(); // by epoch, image
    private final List<int[]> images = new ArrayList<>();
    private final List<Double> crossEntropies = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();

    Seen(Objective of) {
      this.of = of;
    }

    @Override
    public Gradient gradient(Training.Step step, NetworkState masked) {
      images.add(step.images());
      Map<Integer, float[]> ofEpoch =
          logits.computeIfAbsent(step.epoch(), epoch -> new HashMap<>());
      NetworkState copy =
          new NetworkState(
              masked.weights().mul(1), masked.other().mul(1), masked.statistics().duplicate());
      Gradient plain =
          step.gradientSeeing(
              copy,
              rows -> {
                for (int i = 0; i < step.images().length; i++) {
                  ofEpoch.put(step.images()[i], Arrays.copyOfRange(rows, i * 4, i * 4 + 4));
                }
              });
      crossEntropies.add((double) plain.loss().getFloat());
      Gradient gradient = of.gradient(step, masked);
      losses.add(gradient.loss().toType(DataType.FLOAT64, false).getDouble());
      return gradient;
    }
  }

  @Test
  void without_it_and_before_its_first_epoch_training_has_the_bits_of_plain_training()
      throws Exception {
    Pruned plain = omp(Map.of("epochs", 2));
    Map<String, Object> off = Map.of("epochs", 2, "saf", 0.0, "saf_from", 2, "saf_lag", 1);
    Map<String, Object> on = Map.of("epochs", 2, "saf", 0.3, "saf_from", 2, "saf_lag", 1);

    assertThat(omp(off).state().weights()).isEqualTo(plain.state().weights());
    assertThat(run.training.cost().passes()).isEqualTo(2);
    double first = run.curve.get(0).trainLoss();
    assertThat(omp(on).state().weights()).isNotEqualTo(plain.state().weights());
    assertThat(run.curve.get(0).trainLoss()).isEqualTo(first);
    assertThat(run.training.cost().passes()).as("for free").isEqualTo(2);
  }

  private Pruned omp(Map<String, Object> settings) throws Exception {
    return run.prune("omp", settings, 0.5);
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertInvalid("omp", Map.of("saf", -1), "saf: -1.0, must be a finite number of at least 0");
    assertInvalid(
        "omp", Map.of("saf_temperature", 0), "saf_temperature: 0.0, must be greater than 0");
    assertInvalid("omp", Map.of("saf_lag", 0), "saf_lag: 0, must be at least 1");
    assertInvalid("omp", Map.of("saf_from", 3), "saf_from: 3, must be greater than saf_lag, 3");
    assertInvalid(
        "dense",
        Map.of("saf", 0.3, "epochs", 4),
        "saf_from: 5, must be at most the number of epochs, 4");
    assertInvalid(
        "imp",
        Map.of("saf", 0.3, "epochs", 4),
        "saf_from: 5, must be at most the number of epochs, 4");
    assertInvalid(
        "dense", Map.of("saf", 0.3, "sam", 0.05), "saf: 0.3, must be 0, or else set sam: 0");
    assertInvalid(
        "omp", Map.of("saf", 0.3, "distill", 0.5), "saf: 0.3, must be 0, or else set distill: 0");
    assertInvalid(
        "omp",
        Map.of("saf", 0.3, "from", "trained", "retrain", "none"),
        "saf: 0.3, must be 0, because retrain: none trains nothing");
    assertInvalid(
        "bip", Map.of("saf", 0.3), "saf: 0.3, must be 0, or else set retrain_epochs above 0");
  }

  private static void assertInvalid(String method, Map<String, Object> settings, String message) {
    assertThatThrownBy(() -> Methods.ALL.choose(method, settings)).hasMessage("Invalid " + message);
  }

  @Test
  void outputs_that_need_too_much_memory_are_refused_before_training() {
    assertThatThrownBy(() -> new Saf(0.3, 5, 5, 3).new Trajectory(run.manager, 1_281_167, 1000))
        .hasMessageContaining(
            "1281167 images and 1000 classes in 3 epochs have 15.4 GB, at most 1.1");
  }
}
