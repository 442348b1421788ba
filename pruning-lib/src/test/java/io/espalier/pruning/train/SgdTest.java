package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
  void two_steps_with_a_changing_rate_give_the_values_worked_by_hand() {
    NDArray x = manager.create(new float[] {2});
    Sgd sgd = new Sgd(x, 0.5, 0.1);

    sgd.step(manager.create(new float[] {1}), 0.1);
    assertThat(sgd.velocity().getFloat(0)).isCloseTo(1.2f, within(1e-6f));
    assertThat(x.getFloat(0)).isCloseTo(1.88f, within(1e-6f));

    sgd.step(manager.create(new float[] {-1}), 1);
    assertThat(sgd.velocity().getFloat(0)).isCloseTo(-0.212f, within(1e-6f));
    assertThat(x.getFloat(0)).isCloseTo(2.092f, within(1e-6f));
  }
}
