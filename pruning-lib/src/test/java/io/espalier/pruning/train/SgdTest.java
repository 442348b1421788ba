// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SgdTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * By hand, μ = 0.5, λ = 0.1: x₀ = 2; g = 1: v₁ = 0 + 1 + 0.1·2 = 1.2, x₁ = 2 − 0.1·1.2 = 1.88; g
   * = −1: v₂ = 0.6 − 1 + 0.188 = −0.212; the rate is 1 now, x₂ = 1.88 + 0.212 = 2.092.
   */
  @Test
  void two_steps_with_a_changing_rate_give_the_values_computed_by_hand() {
    NDArray x = manager.create(new float[] {2});
    Sgd sgd = new Sgd(x, 0.5, 0.1);

    sgd.step(0.1, List.of(manager.create(new float[] {1})));
    assertThat(sgd.velocity().getFloat(0)).isCloseTo(1.2f, within(1e-6f));
    assertThat(x.getFloat(0)).isCloseTo(1.88f, within(1e-6f));

    sgd.step(1, List.of(manager.create(new float[] {-1})));
    assertThat(sgd.velocity().getFloat(0)).isCloseTo(-0.212f, within(1e-6f));
    assertThat(x.getFloat(0)).isCloseTo(2.092f, within(1e-6f));
  }

  @Test
  void a_step_in_tiles_equals_a_step_on_the_whole_vector() {
    SplittableRandom random = new SplittableRandom(5);
    int n = 3 * (1 << 16) + 77;
    NDArray x = random(n, random);
    NDArray g = random(n, random);
    NDArray m = random(n, random).gt(0).toType(DataType.FLOAT32, false);
    NDArray whole = x.duplicate();
    NDArray velocity = x.zerosLike();
    Sgd sgd = new Sgd(x, 0.9, 5e-4, Formula.MASKED);

    for (double rate : new double[] {0.1, 0.03}) {
      sgd.step(rate, List.of(m, g));
      velocity.muli(0.9);
      velocity.addi(g.mul(m));
      velocity.addi(whole.mul(5e-4));
      whole.subi(velocity.mul(rate));

      assertThat(x.toFloatArray()).isEqualTo(whole.toFloatArray());
      assertThat(sgd.velocity().toFloatArray()).isEqualTo(velocity.toFloatArray());
    }
  }

  @Test
  void a_gradient_may_be_computed_from_the_parameter() {
    NDArray x = manager.create(new float[] {2, -4});
    Formula gradient = new Formula("x * a + b", List.of("x", "a"), List.of("b"));
    Sgd sgd = new Sgd(x, 0, 0, gradient);

    sgd.step(0.5, List.of(x, manager.create(new float[] {1, 2})), 4);

    assertThat(x.toFloatArray()).containsExactly(-1, -2);
  }

  private NDArray random(int n, SplittableRandom random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return manager.create(values);
  }
}
