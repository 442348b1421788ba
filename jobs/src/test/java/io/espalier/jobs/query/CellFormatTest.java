// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CellFormatTest {

  @Test
  void numbers_are_formatted_as_by_string_format() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2_000; i++) {
      double value = random.nextInt(-2_000, 2_000) / 8_000.0 * Math.pow(10, random.nextInt(-4, 5));
      assertThat(CellFormat.HUNDREDTHS.write(value))
          .as("%s", value)
          .isEqualTo(String.format(Locale.ROOT, "%.2f", value));
    }
  }

  @Test
  void a_small_negative_difference_keeps_its_sign_and_nan_and_infinity_are_written_out() {
    assertThat(CellFormat.text("difference", -0.00001)).isEqualTo("-0.00");
    assertThat(CellFormat.text("ratio", Double.NaN)).isEqualTo("NaN×");
    assertThat(CellFormat.text("hours", Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
  }

  @Test
  void widths_distances_and_angles_have_the_digits_that_tell_them_apart() {
    assertThat(CellFormat.text("small_dense_width", 0.125)).isEqualTo("0.125");
    assertThat(CellFormat.text("distance", 12.34567)).isEqualTo("12.35");
    assertThat(CellFormat.text("relative_distance", 0.0123456)).isEqualTo("0.01235");
    assertThat(CellFormat.text("angle_degrees", 44.996)).isEqualTo("45.00");
    assertThat(CellFormat.heading("angle_degrees")).isEqualTo("angle degrees");
  }

  @Test
  void numbers_of_any_size_have_four_digits_and_no_unit() {
    assertThat(CellFormat.text("friedman_p", 0.00012345)).isEqualTo("0.0001235");
    assertThat(CellFormat.text("friedman_p", 1.2345e-13)).isEqualTo("1.235E-13");
    assertThat(CellFormat.text("friedman_p", 0.0)).isEqualTo("0.0");
    assertThat(CellFormat.text("average_rank", 12.0)).isEqualTo("12.0");
    assertThat(CellFormat.text("critical_difference", 1.6567)).isEqualTo("1.657");
    assertThat(CellFormat.heading("critical_difference")).isEqualTo("critical difference");
    assertThat(CellFormat.text("pq_index", 0.31239)).isEqualTo("0.3124");
    assertThat(CellFormat.text("distortion", 1234567.0)).isEqualTo("1235000");
    assertThat(CellFormat.text("distortion", Double.NaN)).isEqualTo("NaN");
  }
}
