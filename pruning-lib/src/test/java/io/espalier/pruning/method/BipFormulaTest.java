// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.train.Formulas;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The formula of the upper level, in float64, compared with the derivative that it represents. */
class BipFormulaTest {
  private static final int N = 40;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * l(z) = c·z has the lower-level optimum θ*(m) = −m⊙c/γ, in closed form, so l(m⊙θ*(m)) can be
   * differentiated by finite differences in m, which is relaxed to real numbers for this.
   */
  @Test
  void the_total_gradient_of_a_linear_loss_is_the_derivative_through_the_lower_optimum() {
    for (long seed = 1; seed <= 5; seed++) {
      double gamma = 0.3 + seed;
      double[] c = normal(seed);
      double[] m = uniform(seed + 100);
      double[] theta = optimum(m, c, gamma);

      double[] total = total(theta, m, c, gamma);

      for (int i = 0; i < N; i++) {
        double h = 1e-5;
        double[] above = m.clone();
        double[] below = m.clone();
        above[i] += h;
        below[i] -= h;
        double slope = (value(above, c, gamma) - value(below, c, gamma)) / (2 * h);
        assertThat(total[i]).as("seed %d, weight %d", seed, i).isCloseTo(slope, within(1e-8));
      }
    }
  }

  /** At the optimum m⊙g = −γθ, so both parts of G are equal. */
  @Test
  void the_total_gradient_at_a_regularised_optimum_is_twice_the_direct_gradient() {
    double gamma = 0.7;
    double[] g = normal(1);
    double[] m = bits(2);
    double[] theta = optimum(m, g, gamma);

    double[] total = total(theta, m, g, gamma);

    for (int i = 0; i < N; i++) {
      assertThat(total[i]).isCloseTo(2 * theta[i] * g[i], within(1e-12));
    }
  }

  @Test
  void the_total_gradient_of_a_removed_weight_has_no_implicit_part() {
    double[] g = normal(1);
    double[] theta = normal(2);
    double[] m = bits(3);

    double[] total = total(theta, m, g, 0.5);

    for (int i = 0; i < N; i++) {
      double implicit = m[i] == 0 ? 0 : g[i] * g[i] / 0.5;
      assertThat(total[i]).isCloseTo(theta[i] * g[i] - implicit, within(1e-12));
    }
  }

  @Test
  void a_step_lowers_the_score_magnitude_exactly_where_the_total_gradient_is_positive() {
    double[] s = normal(4);
    double[] theta = normal(5);
    double[] m = bits(6);
    double[] g = normal(7);

    double[] total = total(theta, m, g, 0.5);
    double[] gradient =
        Formulas.value(
                Bip.SCORE_GRADIENT,
                List.of(
                    manager.create(s), manager.create(theta), manager.create(m), manager.create(g)),
                0.5)
            .toDoubleArray();

    for (int i = 0; i < N; i++) {
      double stepped = Math.abs(s[i] - 1e-4 * gradient[i]);
      if (total[i] > 0) {
        assertThat(stepped).as("s = %f", s[i]).isLessThan(Math.abs(s[i]));
      } else {
        assertThat(stepped).as("s = %f", s[i]).isGreaterThan(Math.abs(s[i]));
      }
    }
  }

  private double[] total(double[] theta, double[] m, double[] g, double gamma) {
    List<NDArray> vectors = List.of(manager.create(theta), manager.create(m), manager.create(g));
    return Formulas.value(Bip.TOTAL_GRADIENT, vectors, gamma).toDoubleArray();
  }

  private static double[] optimum(double[] m, double[] c, double gamma) {
    double[] theta = new double[N];
    for (int i = 0; i < N; i++) {
      theta[i] = -m[i] * c[i] / gamma;
    }
    return theta;
  }

  private static double value(double[] m, double[] c, double gamma) {
    double[] theta = optimum(m, c, gamma);
    double value = 0;
    for (int i = 0; i < N; i++) {
      value += c[i] * m[i] * theta[i];
    }
    return value;
  }

  private static double[] normal(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(N).map(u -> 2 * u - 1).map(u -> u == 0 ? 0.1 : u).toArray();
  }

  private static double[] uniform(long seed) {
    return new SplittableRandom(seed).doubles(N).toArray();
  }

  private static double[] bits(long seed) {
    return new SplittableRandom(seed).ints(N, 0, 2).asDoubleStream().toArray();
  }
}
