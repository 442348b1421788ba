// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StudentIntervalTest {

  @Test
  void the_half_width_agrees_with_published_tables_of_t() {
    // t(0.975) is 12.706, 4.303 and 2.776 for 1, 2 and 4 degrees of freedom.
    assertThat(StudentInterval.halfWidth(2L, 1.0)).isEqualTo(12.706 / Math.sqrt(2), within(1e-3));
    assertThat(StudentInterval.halfWidth(3L, 0.5))
        .isEqualTo(0.5 * 4.303 / Math.sqrt(3), within(1e-3));
    assertThat(StudentInterval.halfWidth(5L, 2.0))
        .isEqualTo(2 * 2.776 / Math.sqrt(5), within(1e-3));
  }

  @Test
  void equal_runs_have_an_interval_of_zero_width() {
    assertThat(StudentInterval.halfWidth(3L, 0.0)).isZero();
  }

  @Test
  void fewer_than_two_runs_have_no_interval() {
    assertThat(StudentInterval.halfWidth(1L, 0.1)).isNull();
    assertThat(StudentInterval.halfWidth(1L, null)).isNull();
    assertThat(StudentInterval.halfWidth(null, null)).isNull();
  }

  /**
   * Quantiles from published tables: 1.9842 for 99 degrees of freedom, 1.9840 for 100, 1.9647 for
   * 500.
   */
  @Test
  void intervals_of_many_runs_agree_with_published_tables() {
    assertThat(StudentInterval.halfWidth(100L, 1.0)).isEqualTo(0.19842, within(1e-5));
    assertThat(StudentInterval.halfWidth(101L, 1.0))
        .isEqualTo(1.9840 / Math.sqrt(101), within(1e-5));
    assertThat(StudentInterval.halfWidth(501L, 1.0))
        .isEqualTo(1.9647 / Math.sqrt(501), within(1e-5));
  }
}
