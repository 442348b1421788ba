// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.storage.LocalStorage;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class ShapesTest {
  private static final ImageSet DEFAULT = load(Shapes.DEFAULTS);
  private static final int IMAGE = 3072;

  /** Change this only together with the version of shapes in {@link Datasets}. */
  @Test
  void bytes_are_equal_on_every_machine() {
    assertThat(DEFAULT.fingerprint())
        .isEqualTo("3179795e766ef38f8a518dd115a03bb1dce36405a580daf5d07f4281ba19f5ea");
  }

  @Test
  void the_default_has_2000_training_images_and_1000_test_images() {
    assertThat(DEFAULT.imageSize()).isEqualTo(IMAGE);
    assertThat(DEFAULT.classes()).isEqualTo(10);
    assertThat(DEFAULT.train().size()).isEqualTo(2000);
    assertThat(pixels(DEFAULT.train())).hasSize(2000 * IMAGE);
    assertThat(DEFAULT.test().size()).isEqualTo(1000);
    assertThat(pixels(DEFAULT.test())).hasSize(1000 * IMAGE);
  }

  @Test
  void every_class_has_the_same_number_of_images() {
    for (Split split : new Split[] {DEFAULT.train(), DEFAULT.test()}) {
      int[] found = new int[10];
      for (int label : split.labels()) {
        found[label]++;
      }
      assertThat(found).containsOnly(split.size() / 10);
    }
  }

  @Test
  void a_linear_model_fits_the_training_images_but_generalises_poorly() {
    SoftmaxRegression linear = new SoftmaxRegression(DEFAULT);

    linear.train();

    assertThat(linear.accuracy(DEFAULT.train())).isGreaterThan(0.8);
    assertThat(linear.accuracy(DEFAULT.test())).isBetween(0.1, 0.6);
  }

  @Test
  void the_statistics_are_those_of_the_default_training_images() {
    byte[] pixels = pixels(DEFAULT.train());
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < pixels.length; i++) {
        if (i / 1024 % 3 == c) {
          double level = (pixels[i] & 0xFF) / 255.0;
          sum += level;
          squares += level * level;
        }
      }
      double mean = sum / (pixels.length / 3.0);
      double deviation = Math.sqrt(squares / (pixels.length / 3.0) - mean * mean);
      assertThat((double) DEFAULT.mean()[c]).isCloseTo(mean, within(1e-4));
      assertThat((double) DEFAULT.deviation()[c]).isCloseTo(deviation, within(1e-4));
    }
  }

  @Test
  void seed_and_noise_change_the_fingerprint() {
    String fingerprint = load(new Shapes(20, 10, 0, 0.07, Holdout.NONE)).fingerprint();

    assertThat(load(new Shapes(20, 10, 0, 0.07, Holdout.NONE)).fingerprint())
        .isEqualTo(fingerprint);
    assertThat(load(new Shapes(20, 10, 1, 0.07, Holdout.NONE)).fingerprint())
        .isNotEqualTo(fingerprint);
    assertThat(load(new Shapes(20, 10, 0, 0.08, Holdout.NONE)).fingerprint())
        .isNotEqualTo(fingerprint);
  }

  @Test
  void a_larger_set_starts_with_the_images_of_a_smaller_set() {
    ImageSet few = load(new Shapes(10, 10, 0, 0.07, Holdout.NONE));
    ImageSet more = load(new Shapes(30, 20, 0, 0.07, Holdout.NONE));

    assertThat(pixels(more.train())).startsWith(pixels(few.train()));
    assertThat(pixels(more.test())).startsWith(pixels(few.test()));
  }

  @Test
  void no_test_image_is_a_training_image() {
    ImageSet set = load(new Shapes(50, 50, 0, 0, Holdout.NONE));
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 50; j++) {
        assertThat(image(set.test(), i)).isNotEqualTo(image(set.train(), j));
      }
    }
  }

  @Test
  void noise_has_the_configured_standard_deviation() {
    byte[] quiet = pixels(load(new Shapes(200, 10, 0, 0, Holdout.NONE)).train());
    byte[] noisy = pixels(load(new Shapes(200, 10, 0, 0.05, Holdout.NONE)).train());
    double squares = 0;
    int unclipped = 0;
    for (int i = 0; i < quiet.length; i++) {
      int level = quiet[i] & 0xFF;
      if (level > 60 && level < 195) {
        double difference = (noisy[i] & 0xFF) - level;
        squares += difference * difference;
        unclipped++;
      }
    }
    assertThat(Math.sqrt(squares / unclipped)).isCloseTo(0.05 * 255, within(0.1));
  }

  @Test
  void all_invalid_settings_are_reported_together() {
    assertThatThrownBy(() -> new Shapes(15, 0, 0, 1.5, Holdout.NONE))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            "Invalid train: 15, must be a multiple of 10 from 10 to 500000; "
                + "Invalid test: 0, must be a multiple of 10 from 10 to 500000; "
                + "Invalid noise: 1.5, must be at least 0 and at most 1");
    assertThatThrownBy(() -> new Shapes(-10, 10, 0, Double.NaN, Holdout.NONE))
        .isInstanceOf(InvalidSettings.class);
  }

  @Test
  void shapes_need_no_location() {
    assertThat(Shapes.DEFAULTS.needsLocation()).isFalse();
  }

  private static byte[] image(Split split, int index) {
    return Arrays.copyOfRange(pixels(split), index * IMAGE, (index + 1) * IMAGE);
  }

  private static byte[] pixels(Split split) {
    return ((ResidentSplit) split).pixels();
  }

  private static ImageSet load(Shapes shapes) {
    try {
      return shapes.load(new LocalStorage(), "");
    } catch (DataException e) {
      throw new AssertionError(e);
    }
  }
}
