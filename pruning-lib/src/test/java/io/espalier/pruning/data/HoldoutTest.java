// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.InvalidSettings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldoutTest {
  /**
   * Class 0 has 10 images, class 1 has 20, class 2 has 30, in mixed order; the one pixel of an
   * image is its index.
   */
  private static final ImageSet SET = set();

  @Test
  void nothing_is_held_out_by_default() throws DataException {
    assertThat(Holdout.NONE).isEqualTo(new Holdout(0, 0));
    assertThat(new Holdout(0, 7).applied(SET)).isSameAs(SET);
    for (Catalog.Entry<? extends ImageDataset> entry : Datasets.ALL.entries()) {
      assertThat(Datasets.ALL.defaults(entry.name()))
          .containsEntry("validation", 0.0)
          .containsEntry("split_seed", 0L);
    }
  }

  @Test
  void the_share_is_held_out_of_every_class_and_no_image_is_in_both_parts() throws DataException {
    ImageSet set = new Holdout(0.25, 1).applied(SET);

    assertThat(perClass(set.test())).containsExactly(3, 5, 8); // 2.5 and 7.5 round up
    assertThat(perClass(set.train())).containsExactly(7, 15, 22);
    Set<Integer> all = new HashSet<>(images(set.train()));
    all.addAll(images(set.test()));
    assertThat(all).hasSize(60);
  }

  @Test
  void both_parts_keep_the_order_and_the_labels_of_the_training_images() throws DataException {
    ImageSet set = new Holdout(0.5, 1).applied(SET);

    for (Split part : new Split[] {set.train(), set.test()}) {
      assertThat(images(part)).isSorted();
      for (int i = 0; i < part.size(); i++) {
        assertThat(part.labels()[i]).isEqualTo(SET.train().labels()[images(part).get(i)]);
      }
    }
  }

  @Test
  void the_split_seed_determines_the_held_out_images() throws DataException {
    assertThat(images(new Holdout(0.2, 1).applied(SET).test()))
        .isEqualTo(images(new Holdout(0.2, 1).applied(SET).test()))
        .isNotEqualTo(images(new Holdout(0.2, 2).applied(SET).test()));
  }

  /** Each is held out by about a fifth of the seeds. */
  @Test
  void every_image_is_held_out_with_equal_probability() throws DataException {
    int[] held = new int[60];
    for (int seed = 0; seed < 1000; seed++) {
      images(new Holdout(0.2, seed).applied(SET).test()).forEach(image -> held[image]++);
    }
    assertThat(Arrays.stream(held).min().getAsInt()).isGreaterThan(150);
    assertThat(Arrays.stream(held).max().getAsInt()).isLessThan(250);
  }

  @Test
  void the_fingerprint_changes_with_the_split() throws DataException {
    String one = new Holdout(0.2, 1).applied(SET).fingerprint();

    assertThat(one)
        .isNotEqualTo(SET.fingerprint())
        .isNotEqualTo(new Holdout(0.2, 2).applied(SET).fingerprint());
  }

  @Test
  void a_share_that_leaves_a_class_without_images_is_refused() {
    assertThatThrownBy(() -> new Holdout(0.04, 0).applied(SET))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot hold out a share of 0.04 of the training images of each class: "
                + "of 10 images of class 0 that is 0, must be 1 to 9");
    assertThatThrownBy(() -> new Holdout(0.96, 0).applied(SET)).hasMessageContaining("that is 10");
    for (double share : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> new Holdout(share, 0))
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("Invalid validation: " + share);
    }
  }

  @Test
  void holdout_settings_are_settings_of_the_dataset() {
    Choice<ImageDataset> choice =
        Datasets.ALL.choose("shapes", Map.of("validation", 0.1, "split_seed", 3));

    assertThat(choice.value()).isEqualTo(new Shapes(2000, 1000, 0, 0.07, new Holdout(0.1, 3)));
    assertThat(choice.variant()).isEqualTo("split_seed=3 validation=0.1");
  }

  private static List<Integer> images(Split split) {
    byte[] pixels = ((ResidentSplit) split).pixels();
    return IntStream.range(0, pixels.length).mapToObj(i -> (int) pixels[i]).toList();
  }

  private static int[] perClass(Split split) {
    int[] found = new int[3];
    for (int label : split.labels()) {
      found[label]++;
    }
    return found;
  }

  private static ImageSet set() {
    byte[] pixels = new byte[60];
    int[] labels = new int[60];
    for (int i = 0; i < 60; i++) {
      pixels[i] = (byte) i;
      labels[i] = new int[] {0, 1, 1, 2, 2, 2}[i % 6];
    }
    Split train = new ResidentSplit(pixels, labels);
    Split test = new ResidentSplit(new byte[] {100}, new int[] {0});
    float[] half = {0.5f};
    return new ImageSet(1, 1, 1, 3, half, half, train, test);
  }
}
