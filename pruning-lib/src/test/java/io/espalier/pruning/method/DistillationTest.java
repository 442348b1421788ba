// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.train.CrossEntropy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DistillationTest {
  private final TinyRun run = new TinyRun(new ResNet20s(0.25).block(4));

  /** Otherwise the dense network outputs the same for all images. */
  @BeforeEach
  void fitStatistics() throws InterruptedException {
    run.run(Omp.DEFAULTS, new Unstructured(), 0.5, Optional.empty())
        .training()
        .recalibrate(run.net, run.trained, 3, 24);
  }

  @AfterEach
  void close() {
    run.close();
  }

  /**
   * Student (0, 0), teacher (2·ln 3, 0), T 2: the teacher's shares are ¾ and ¼, the student's ½ and
   * ½, so T²·KL = 4·(¾·ln 1.5 + ¼·ln 0.5) = 0.52325. The cross-entropy is ln 2.
   */
  @Test
  void the_loss_of_a_case_worked_by_hand() {
    NDManager manager = run.manager;
    NDArray student = manager.create(new double[] {0, 0}, new Shape(1, 2));
    NDArray teacher = manager.create(new double[] {2 * Math.log(3), 0}, new Shape(1, 2));
    NDArray labels = manager.create(new long[] {1});

    double divergence = 4 * (0.75 * Math.log(1.5) + 0.25 * Math.log(0.5));
    assertThat(divergence).isCloseTo(0.5232, within(5e-5));
    assertThat(loss(new Distillation(1, 2), student, labels, teacher))
        .isCloseTo(divergence, within(1e-12));
    assertThat(loss(new Distillation(0.25, 2), student, labels, teacher))
        .isCloseTo(0.75 * Math.log(2) + 0.25 * divergence, within(1e-12));
  }

  @Test
  void the_loss_is_a_mean_over_images_and_0_for_a_student_that_equals_its_teacher() {
    SplittableRandom random = new SplittableRandom(1);
    NDArray student = logits(random, 3);
    NDArray teacher = logits(random, 3);
    NDArray labels = run.manager.create(new long[] {0, 3, 1});
    Distillation both = new Distillation(0.9, 4);

    double mean = 0;
    for (int i = 0; i < 3; i++) {
      String row = i + ":" + (i + 1);
      mean += loss(both, student.get(row), labels.get(row), teacher.get(row)) / 3;
    }
    assertThat(loss(both, student, labels, teacher)).isCloseTo(mean, within(1e-12));
    assertThat(loss(new Distillation(1, 4), student, labels, student)).isCloseTo(0, within(1e-12));
    assertThat(loss(new Distillation(0, 4), student, labels, teacher))
        .isCloseTo(new CrossEntropy().mean(student, labels).getDouble(), within(1e-12));
  }

  /**
   * One step of the whole set at a rate of 1 moves the kept weights by the gradient of the loss.
   */
  @Test
  void a_step_follows_the_loss_of_the_dense_networks_outputs_in_evaluation_mode() throws Exception {
    Map<String, Object> once =
        Map.of("epochs", 1, "batch", 72, "momentum", 0.0, "weight_decay", 0.0, "rate", 1.0);
    Pruned plain = omp(once, Map.of());
    Pruned half = omp(once, Map.of("distill", 0.5, "temperature", 3.0));
    Pruned all = omp(once, Map.of("distill", 1.0, "temperature", 3.0));

    float[] start = plain.mask().values().mul(run.initial.weights()).toFloatArray();
    float[] byLabels = plain.state().weights().toFloatArray();
    float[] byTeacher = all.state().weights().toFloatArray();
    float[] byBoth = half.state().weights().toFloatArray();
    double largest = 0;
    for (int i = 0; i < start.length; i++) {
      double middle = (byLabels[i] + byTeacher[i]) / 2.0;
      assertThat((double) byBoth[i]).isCloseTo(middle, within(2e-5));
      largest = Math.max(largest, Math.abs(byTeacher[i] - byLabels[i]));
    }
    assertThat(largest).as("the two losses differ").isGreaterThan(0.01);
    assertThat(run.training.cost().forwardPasses()).as("of the teacher").isEqualTo(1);
    assertThat(run.training.cost().passes()).isEqualTo(1);
  }

  @Test
  void the_teacher_is_the_trained_dense_network_and_stays_as_it_is() throws Exception {
    float[] statistics = run.trained.statistics().toFloatArray();
    Pruned first = omp(Map.of(), Map.of("distill", 0.9));
    assertThat(run.trained.statistics().toFloatArray()).isEqualTo(statistics);

    run.trained.other().muli(1.5);
    Pruned other = omp(Map.of(), Map.of("distill", 0.9));

    assertThat(other.mask().values()).isEqualTo(first.mask().values());
    assertThat(other.state().weights()).isNotEqualTo(first.state().weights());
    NetworkState same = omp(Map.of(), Map.of("distill", 0.0, "temperature", 9.0)).state();
    assertThat(same.weights())
        .as("without distillation the teacher plays no part")
        .isEqualTo(omp(Map.of(), Map.of()).state().weights());
  }

  @Test
  void every_method_that_trains_after_a_cut_can_have_a_teacher() throws Exception {
    Map<String, Map<String, Object>> methods =
        Map.of(
            "omp", Map.of(),
            "lamp", Map.of("retrain", "bn"),
            "global-mp", Map.of(),
            "rd-dp", Map.of("images", 6, "points", 2),
            "bn-select", Map.of("candidates", 2, "select_batches", 1, "images", 6),
            "lrp", Map.of(),
            "imp", Map.of(),
            "sap", Map.of(),
            "bip", Map.of("retrain_epochs", 1));
    for (String method : methods.keySet()) {
      Map<String, Object> settings = new HashMap<>(methods.get(method));
      Pruned plain = run.prune(method, settings, 0.2);
      double forward = run.training.cost().forwardPasses();
      settings.put("distill", 0.9);
      Pruned taught = run.prune(method, settings, 0.2);

      assertThat(run.training.cost().forwardPasses())
          .as(method)
          .isCloseTo(forward + 1, within(1e-12));
      assertThat(taught.mask().values()).as(method).isEqualTo(plain.mask().values());
      assertThat(taught.state().other()).as(method).isNotEqualTo(plain.state().other());
    }
  }

  /** The student computes without the removed filters, its teacher with all. */
  @Test
  void a_compact_student_learns_from_the_whole_network() throws Exception {
    Pruned taught = run.prune("omp", Map.of("distill", 1.0), new Filters(), 0.5, Optional.empty());

    NDArray gone = taught.mask().values().sub(1);
    assertThat(taught.state().weights().mul(gone).abs().max().getFloat()).isZero();
    assertThat(run.curve.get(0).trainLoss()).isPositive().isFinite();
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> Methods.ALL.choose("omp", Map.of("distill", 1.5, "temperature", 0.0)))
        .hasMessageContaining("Invalid distill: 1.5, must be between 0 and 1")
        .hasMessageContaining("Invalid temperature: 0.0, must be greater than 0");
    assertThatThrownBy(
            () ->
                Methods.ALL.choose(
                    "omp", Map.of("from", "trained", "retrain", "none", "distill", 0.5)))
        .hasMessageContaining(
            "Invalid distill: 0.5, must be 0, because retrain: none trains nothing");
    assertThatThrownBy(() -> Methods.ALL.choose("bip", Map.of("distill", 0.5)))
        .hasMessage("Invalid distill: 0.5, must be 0, or else set retrain_epochs above 0");
  }

  private Pruned omp(Map<String, Object> some, Map<String, Object> others) throws Exception {
    Map<String, Object> settings = new HashMap<>(some);
    settings.putAll(others);
    return run.prune("omp", settings, 0.5);
  }

  private NDArray logits(SplittableRandom random, int images) {
    return run.manager.create(random.doubles(4L * images, -3, 3).toArray(), new Shape(images, 4));
  }

  private static double loss(
      Distillation distillation, NDArray student, NDArray labels, NDArray teacher) {
    return distillation
        .loss(student.getManager())
        .of(student, labels, teacher)
        .toType(DataType.FLOAT64, false)
        .getDouble();
  }
}
