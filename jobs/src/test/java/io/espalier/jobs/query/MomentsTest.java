// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentsTest {

  @Test
  void the_half_width_is_that_of_students_t_interval() {
    Moments moments = of(List.of(0.92, 0.90, 0.925));

    // Deviations 0.005, -0.015, 0.01: s = sqrt(0.00035 / 2) = 0.013229; 4.3027 * s / sqrt(3).
    assertThat(moments.n()).isEqualTo(3);
    assertThat(moments.mean()).isEqualTo(0.915);
    assertThat(moments.halfWidth()).isEqualTo(0.032863, within(1e-6));
  }

  @Test
  void without_values_there_is_no_mean_and_with_one_no_interval() {
    assertThat(Moments.NONE.mean()).isNull();
    assertThat(Moments.NONE.halfWidth()).isNull();
    assertThat(of(List.of(0.1)).mean()).isEqualTo(0.1);
    assertThat(of(List.of(0.1)).halfWidth()).isNull();
  }

  @Test
  void equal_values_have_an_interval_of_zero_width() {
    assertThat(of(List.of(0.1, 0.1, 0.1)).halfWidth()).isZero();
  }

  @Test
  void the_result_does_not_depend_on_the_order_of_the_values() {
    Random random = new Random(1);
    List<Double> values = new ArrayList<>(random.doubles(50).boxed().toList());
    Moments moments = of(values);

    for (int i = 0; i < 20; i++) {
      Collections.shuffle(values, random);
      Moments others = of(values.subList(0, 20)).plus(of(values.subList(20, 50)));
      assertThat(others.mean()).isEqualTo(moments.mean());
      assertThat(others.halfWidth()).isEqualTo(moments.halfWidth());
    }
  }

  private static Moments of(List<Double> values) {
    Moments moments = Moments.NONE;
    for (double value : values) {
      moments = moments.plus(new BigDecimal(value));
    }
    return moments;
  }
}
