// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.storage.LocalStorage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyImageNetTest {
  private static final int IMAGE = 3 * 64 * 64;

  @TempDir private Path folder;

  /**
   * Classes n2, n1 and n3 with three training images each, and three test images; encoded as PNG,
   * without loss.
   */
  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("wnids.txt"), "n2\nn1\nn3\n");
    for (int c = 1; c <= 3; c++) {
      for (int i = 0; i < 3; i++) {
        picture("train/n%s/images/n%s_%s.JPEG".formatted(c, c, i), 10 * c + i);
      }
      Files.writeString(folder.resolve("train/n" + c + "/n" + c + "_boxes.txt"), "");
    }
    annotations("val_0.JPEG\tn3\t0\t32\t44\t62\nval_2.JPEG\tn2\t1\nval_1.JPEG\tn1\t1\n");
    for (int i = 0; i < 3; i++) {
      picture("val/images/val_%s.JPEG".formatted(i), 100 + i);
    }
  }

  @Test
  void classes_are_numbered_in_the_order_of_wnids_txt() throws IOException {
    ImageSet set = load(0);

    assertThat(set.classes()).isEqualTo(3);
    assertThat(set.imageSize()).isEqualTo(IMAGE);
    assertThat(set.train().labels()).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2);
    assertThat(red(set.train())).containsExactly(20, 21, 22, 10, 11, 12, 30, 31, 32);
    assertThat(set.test().labels()).containsExactly(2, 1, 0);
    assertThat(red(set.test())).containsExactly(100, 101, 102);
  }

  @Test
  void hidden_files_are_no_images() throws IOException {
    Files.writeString(folder.resolve("train/n2/images/._n2_0.JPEG"), "resource fork");
    Files.writeString(folder.resolve("val/images/._val_0.JPEG"), "resource fork");

    ImageSet set = load(0);

    assertThat(set.train().labels()).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2);
    assertThat(set.test().labels()).containsExactly(2, 1, 0);
  }

  @Test
  void files_left_out_are_counted_in_one_line_per_split() throws IOException {
    Files.writeString(folder.resolve("train/n2/images/notes.txt"), "");
    Files.writeString(folder.resolve("val/images/notes.txt"), "");
    Path below = Files.createDirectories(folder.resolve("train/n1/images/more"));
    Files.writeString(below.resolve("1.JPEG"), "");

    assertThat(load(0).notes())
        .containsExactly(
            folder
                + "/train: 2 files left out: 1 with an extension that is not read"
                + " (n2/images/notes.txt), 1 in folders below a class (n1/images/more/1.JPEG)",
            folder
                + "/val: 1 file left out: 1 with an extension that is not read (images/notes.txt)");
  }

  @Test
  void a_class_without_images_is_an_error_that_says_what_its_folder_holds() throws IOException {
    for (int i = 0; i < 3; i++) {
      Path image = folder.resolve("train/n1/images/n1_%s.JPEG".formatted(i));
      Files.move(image, image.resolveSibling("n1_%s.heic".formatted(i)));
    }

    assertThatThrownBy(() -> load(0))
        .hasMessageEndingWith(
            "train has no images of n1 (found 3 with an extension that is not read"
                + " (n1/images/n1_0.heic, n1/images/n1_1.heic, n1/images/n1_2.heic))");
  }

  @Test
  void a_folder_above_the_data_is_told_where_they_are() throws IOException {
    Path above = Files.createDirectories(folder.resolve("above"));
    Path data = Files.createDirectories(above.resolve("tiny-imagenet-200"));
    Files.writeString(data.resolve("wnids.txt"), "n1");

    assertThatThrownBy(() -> TinyImageNet.DEFAULTS.load(new LocalStorage(), above.toString()))
        .hasMessage(
            "Cannot read Tiny-ImageNet from %s: wnids.txt is missing; ".formatted(above)
                + "found Tiny-ImageNet below; did you mean %s?".formatted(data));
  }

  @Test
  void pixels_are_in_planar_order_and_grey_images_have_three_channels() throws IOException {
    BufferedImage colour = Pictures.colour(64, 64, 2);
    BufferedImage grey = Pictures.grey(64, 64, 2);
    Pictures.write(folder.resolve("train/n2/images/n2_0.JPEG"), Pictures.encoded(colour, "png"));
    Pictures.write(folder.resolve("train/n2/images/n2_1.JPEG"), Pictures.encoded(grey, "png"));

    byte[] pixels = ((ResidentSplit) load(0).train()).pixels();

    for (int i = 0; i < 64 * 64; i++) {
      int x = i % 64;
      int y = i / 64;
      for (int c = 0; c < 3; c++) {
        assertThat(pixels[c * 4096 + i]).isEqualTo((byte) (colour.getRGB(x, y) >> (8 * (2 - c))));
        assertThat(pixels[IMAGE + c * 4096 + i]).isEqualTo((byte) Pictures.level(2, x, y));
      }
    }
  }

  @Test
  void a_shorter_wnids_txt_loads_fewer_classes_of_the_same_folder() throws IOException {
    Files.writeString(folder.resolve("wnids.txt"), "n3\nn1\n");

    ImageSet set = load(0);

    assertThat(set.classes()).isEqualTo(2);
    assertThat(red(set.train())).containsExactly(30, 31, 32, 10, 11, 12);
    assertThat(set.test().labels()).containsExactly(0, 1);
    assertThat(red(set.test())).containsExactly(100, 101);
  }

  @Test
  void a_limit_takes_the_first_images_of_each_class() throws IOException {
    assertThat(red(load(6).train())).containsExactly(20, 21, 10, 11, 30, 31);
    assertThat(load(6).test().size()).isEqualTo(3);
    assertThatThrownBy(() -> load(12))
        .hasMessageEndingWith(
            "limit takes 4 images of each class, but train has fewer of n2 (3), n1 (3), n3 (3)");
    assertThatThrownBy(() -> load(4))
        .hasMessageEndingWith(
            "limit 4 does not divide evenly among classes, must be a multiple of 3");
  }

  @Test
  void all_problems_of_the_lists_are_reported_together() throws IOException {
    Files.writeString(folder.resolve("wnids.txt"), "n2\nn1\nn3\nn4\n");
    annotations("val_0.JPEG\tn9\nval_0.JPEG\tn3\njust text\nval_7.JPEG\tn1\nval_2.JPEG\tn2\n");

    assertThatThrownBy(() -> load(0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read Tiny-ImageNet from %s: ".formatted(folder)
                + "train has no images of n4 (found nothing); "
                + "val/val_annotations.txt has invalid or duplicate lines, "
                + "must have a name and a class, each name once: \"val_0.JPEG\tn3\", \"just text\"; "
                + "val/images has no val_7.JPEG; "
                + "val/val_annotations.txt has no line for val_1.JPEG");
  }

  @Test
  void the_error_of_an_unknown_class_names_it() throws IOException {
    annotations("val_0.JPEG\tn9\nval_1.JPEG\tn1\nval_2.JPEG\tn2\n");

    assertThatThrownBy(() -> load(0))
        .hasMessageEndingWith(
            ": val/val_annotations.txt has classes that are neither in wnids.txt nor in train: "
                + "n9 (val_0.JPEG)");
  }

  @Test
  void the_error_of_a_missing_file_names_it() throws IOException {
    assertThatThrownBy(
            () -> TinyImageNet.DEFAULTS.load(new LocalStorage(), folder.resolve("x").toString()))
        .hasMessage(
            "Cannot read Tiny-ImageNet from %s: wnids.txt is missing".formatted(folder.resolve("x"))
                + "; found Tiny-ImageNet in the folder above; did you mean %s?".formatted(folder));
    Files.delete(folder.resolve("val/val_annotations.txt"));
    assertThatThrownBy(() -> load(0)).hasMessageEndingWith(": val/val_annotations.txt is missing");
  }

  @Test
  void the_error_of_damaged_images_names_the_first_of_them() throws IOException {
    for (int c = 1; c <= 2; c++) {
      for (int i = 0; i < 3; i++) {
        Pictures.write(
            folder.resolve("train/n%s/images/n%s_%s.JPEG".formatted(c, c, i)), new byte[5]);
      }
    }
    Pictures.write(
        folder.resolve("train/n3/images/n3_0.JPEG"),
        Pictures.encoded(Pictures.colour(64, 63, 1), "png"));

    assertThatThrownBy(() -> load(0))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "Cannot decode %s: not a JPEG, PNG, WebP, BMP or GIF file, "
                .formatted(folder.resolve("train/n2/images/n2_0.JPEG")))
        .hasMessageEndingWith("n1_1.JPEG: not a JPEG, PNG, WebP, BMP or GIF file and 2 more");
    Files.writeString(folder.resolve("wnids.txt"), "n3\n");
    assertThatThrownBy(() -> load(0)).hasMessageEndingWith("64x63 pixels, must be 64x64");
  }

  private ImageSet load(int limit) throws IOException {
    return new TinyImageNet(limit, Holdout.NONE).load(new LocalStorage(), folder.toString());
  }

  private void annotations(String lines) throws IOException {
    Path file = folder.resolve("val/val_annotations.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, lines);
  }

  /** Writes an image with a constant level of red. */
  private void picture(String name, int red) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[64 * 64];
    Arrays.fill(pixels, red << 16);
    image.setRGB(0, 0, 64, 64, pixels, 0, 64);
    Pictures.write(folder.resolve(name), Pictures.encoded(image, "png"));
  }

  private static int[] red(Split split) {
    byte[] pixels = ((ResidentSplit) split).pixels();
    int[] red = new int[split.size()];
    for (int i = 0; i < red.length; i++) {
      red[i] = pixels[i * IMAGE] & 0xFF;
    }
    return red;
  }
}
