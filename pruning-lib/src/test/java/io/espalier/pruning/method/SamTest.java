// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.ResNet20s;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamTest {
  private static final Offset<Float> EXACT = within(1e-6f);

  private TinyRun run;

  @BeforeEach
  void open() {
    run = new TinyRun(new ResNet20s(0.25).block(4));
  }

  @AfterEach
  void close() {
    run.close();
  }

  /** For the loss w²/2 at w = 3, ε = 0.5 and the gradient is 3.5: a step of 0.1 ends at 2.65. */
  @Test
  void the_gradient_is_that_of_the_weights_moved_uphill() {
    Gradient gradient = ofSquares(0.5, new float[] {3}, new float[] {1}, new float[] {0});

    assertThat(3 - 0.1f * gradient.weights().getFloat()).isCloseTo(2.65f, EXACT);
    assertThat(gradient.loss().getFloat()).as("of the first pass").isEqualTo(4.5f);
  }

  /** (3, 4) has the length 5: ρ = 1 moves it by (0.6, 0.8). */
  @Test
  void the_norm_is_that_of_all_parameters() {
    Gradient gradient = ofSquares(1, new float[] {3}, new float[] {1}, new float[] {4});

    assertThat(gradient.weights().getFloat()).isCloseTo(3.6f, EXACT);
    assertThat(gradient.other().getFloat()).isCloseTo(4.8f, EXACT);
  }

  /** The second weight is removed: its gradient of 12 neither moves it nor counts in the norm. */
  @Test
  void removed_weights_are_not_moved() {
    Gradient gradient = ofSquares(1, new float[] {3, 12}, new float[] {1, 0}, new float[] {4});

    assertThat(gradient.weights().toFloatArray()).containsExactly(new float[] {3.6f, 12}, EXACT);
    assertThat(gradient.other().getFloat()).isCloseTo(4.8f, EXACT);
  }

  @Test
  void a_gradient_of_zero_moves_nothing() {
    Gradient gradient = ofSquares(0.5, new float[] {0}, new float[] {1}, new float[] {0});

    assertThat(gradient.weights().getFloat()).isZero();
  }

  /** The gradient of ½‖x‖² is x itself. */
  private Gradient ofSquares(double rho, float[] weights, float[] mask, float[] other) {
    NDArray ones = run.manager.create(new float[] {1});
    Objective squares =
        (step, at) -> {
          NDArray loss = at.weights().square().sum().add(at.other().square().sum()).div(2);
          return new Gradient(loss, at.weights().duplicate(), at.other().duplicate());
        };
    return new Sam(rho)
        .over(squares, new Mask(run.manager.create(mask), ones), run.manager)
        .gradient(
            null,
            new NetworkState(
                run.manager.create(weights), run.manager.create(other), ones.duplicate()));
  }

  /** One step of all images: the second pass must not move the statistics again. */
  @Test
  void a_step_takes_two_passes_and_moves_the_statistics_once() throws Exception {
    Map<String, Object> once = Map.of("epochs", 1, "batch", 72);
    for (String method : new String[] {"dense", "omp"}) {
      double sparsity = method.equals("dense") ? 0 : 0.5;
      Pruned plain = run.prune(method, once, sparsity);
      double passes = run.training.cost().passes();
      Pruned off = run.prune(method, with(once, 0), sparsity);
      Pruned flat = run.prune(method, with(once, 0.5), sparsity);

      assertThat(off.state().weights()).isEqualTo(plain.state().weights());
      assertThat(flat.state().weights()).isNotEqualTo(plain.state().weights());
      assertThat(flat.state().statistics()).isEqualTo(plain.state().statistics());
      assertThat(run.training.cost().passes()).isEqualTo(2 * passes);
    }
  }

  @Test
  void plans_count_both_passes() {
    assertThat(passes("dense", Map.of("epochs", 3, "sam", 0.05))).isEqualTo(6);
    assertThat(passes("omp", Map.of("epochs", 3, "sam", 0.05))).isEqualTo(6);
    assertThat(passes("imp", Map.of("epochs", 3, "sam", 0.05))).isEqualTo(6);
    assertThat(passes("bip", Map.of("epochs", 3, "retrain_epochs", 2, "sam", 0.05))).isEqualTo(10);
  }

  @Test
  void settings_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> Methods.ALL.choose("omp", Map.of("sam", -0.1)))
        .hasMessage("Invalid sam: -0.1, must be a finite number of at least 0");
    assertThatThrownBy(
            () -> Methods.ALL.choose("omp", Map.of("from", "trained", "retrain", "bn", "sam", 0.1)))
        .hasMessage("Invalid sam: 0.1, must be 0, or else set retrain: all");
    assertThatThrownBy(() -> Methods.ALL.choose("bip", Map.of("sam", 0.1)))
        .hasMessage("Invalid sam: 0.1, must be 0, or else set retrain_epochs above 0");
  }

  private static double passes(String method, Map<String, Object> settings) {
    return Methods.ALL.choose(method, settings).value().passes();
  }

  private static Map<String, Object> with(Map<String, Object> settings, double sam) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("sam", sam);
    return all;
  }
}
