package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StudentIntervalTest {

  @Test
  void the_half_width_is_that_of_printed_tables_of_t() {
    // t(0.975) is 12.706, 4.303 and 2.776 for 1, 2 and 4 degrees of freedom.
    assertThat(StudentInterval.halfWidth(2L, 1.0)).isEqualTo(12.706 / Math.sqrt(2), within(1e-3));
    assertThat(StudentInterval.halfWidth(3L, 0.5))
        .isEqualTo(0.5 * 4.303 / Math.sqrt(3), within(1e-3));
    assertThat(StudentInterval.halfWidth(5L, 2.0))
        .isEqualTo(2 * 2.776 / Math.sqrt(5), within(1e-3));
  }

  @Test
  void equal_runs_have_no_width() {
    assertThat(StudentInterval.halfWidth(3L, 0.0)).isZero();
  }

  @Test
  void fewer_than_two_runs_have_no_interval() {
    assertThat(StudentInterval.halfWidth(1L, 0.1)).isNull();
    assertThat(StudentInterval.halfWidth(1L, null)).isNull();
    assertThat(StudentInterval.halfWidth(null, null)).isNull();
  }
}
