// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On losses of one to three parameters whose maximum is worked by hand. */
@Tag("any-processor")
class AdaptiveSharpnessTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** A loss of the weights alone. */
  private record ByHand(ToDoubleFunction<float[]> loss, Function<float[], float[]> slope)
      implements LossSurface {
    @Override
    public double at(NetworkState state) {
      return loss.applyAsDouble(state.weights().toFloatArray());
    }

    @Override
    public Gradient gradient(NetworkState state) {
      NDManager on = state.weights().getManager();
      return new Gradient(
          on.create((float) at(state)),
          on.create(slope.apply(state.weights().toFloatArray())),
          state.other().zerosLike());
    }
  }

  @Test
  void a_measurement_stops_when_the_thread_is_interrupted() {
    ByHand flat = new ByHand(w -> 0, w -> new float[2]);
    Thread.currentThread().interrupt();

    AdaptiveSharpness sharpness = new AdaptiveSharpness(0.1, 1, 1);
    for (ThrowingCallable measurement :
        List.<ThrowingCallable>of(
            () -> worst(flat, 0, 1, 1),
            () -> sharpness.mean(state(1, 1), flat, new SplittableRandom(1)))) {
      assertThatThrownBy(measurement)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("Interrupted in a measurement of sharpness");
    }
    assertThat(Thread.interrupted()).as("still").isTrue();
  }

  /**
   * (w₁·w₂ − 1)² is 0 at (1, 1) and at (2, ½), which compute the same. Each may grow by a tenth:
   * (1.1² − 1)² = 0.0441. The other corner, (0.9² − 1)² = 0.0361, is a local maximum.
   */
  @Test
  void the_worst_change_is_found_and_does_not_depend_on_the_scale_of_weights() {
    ByHand product =
        new ByHand(
            w -> (w[0] * w[1] - 1) * (w[0] * w[1] - 1),
            w -> new float[] {2 * (w[0] * w[1] - 1) * w[1], 2 * (w[0] * w[1] - 1) * w[0]});
    for (int seed = 0; seed < 10; seed++) {
      assertThat(worst(product, seed, 1, 1)).isCloseTo(0.0441, within(1e-5));
      assertThat(worst(product, seed, 2, 0.5f)).isCloseTo(0.0441, within(1e-5));
    }
  }

  /** Inside of the bounds: 1 − (w − 1.05)² has its maximum at 1.05, and is 0.0025 below it at 1. */
  @Test
  void a_maximum_within_the_bounds_is_found() {
    ByHand hill =
        new ByHand(w -> 1 - (w[0] - 1.05) * (w[0] - 1.05), w -> new float[] {-2 * (w[0] - 1.05f)});

    assertThat(worst(hill, 1, 1)).isCloseTo(0.0025, within(2e-5));
  }

  /** The removed weight, 0, has the steepest slope. */
  @Test
  void removed_weights_do_not_change() {
    ByHand steep =
        new ByHand(
            w -> {
              assertThat(w[1]).isZero();
              return w[0] + 1e6 * w[1];
            },
            w -> new float[] {1, 1e6f});

    assertThat(worst(steep, 1, 1, 0)).isCloseTo(0.1, within(1e-5));
    assertThat(new AdaptiveSharpness(0.1, 1, 3).mean(state(1, 0), steep, new SplittableRandom(1)))
        .isNotZero();
  }

  /** E (2 + δ)² − 4 is the variance of δ, (0.5 · 2)²; its error over 2,000 draws is 0.09. */
  @Test
  void the_mean_is_over_normal_changes_in_proportion_to_the_weights() {
    ByHand square = new ByHand(w -> w[0] * w[0], w -> new float[] {2 * w[0]});

    assertThat(new AdaptiveSharpness(0.5, 1, 2000).mean(state(2), square, new SplittableRandom(1)))
        .isCloseTo(1, within(0.3));
  }

  private double worst(LossSurface surface, long seed, float... weights) {
    return new AdaptiveSharpness(0.1, 20, 1)
        .worst(state(weights), surface, new SplittableRandom(seed));
  }

  private NetworkState state(float... weights) {
    return new NetworkState(
        manager.create(weights), manager.create(new float[] {1}), manager.create(new float[] {0}));
  }
}
