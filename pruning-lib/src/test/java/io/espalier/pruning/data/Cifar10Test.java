// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  @TempDir private Path folder;

  @Test
  void all_records_are_read_in_file_order() throws IOException {
    CifarFiles.writeAll(folder);

    ImageSet set = load(0);

    assertThat(set.train().size()).isEqualTo(50);
    assertThat(set.test().size()).isEqualTo(10);
    assertThat(set.train().labels()).startsWith(9, 8, 7).endsWith(2, 1, 0);
    assertThat(set.test().labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(pixels(set.train())).isEqualTo(pixels(0, 50));
    assertThat(pixels(set.test())).isEqualTo(pixels(50, 10));
  }

  @Test
  void the_set_has_the_shape_and_published_statistics_of_cifar_10() throws IOException {
    CifarFiles.writeAll(folder);

    ImageSet set = load(0);

    assertThat(set.channels()).isEqualTo(3);
    assertThat(set.height()).isEqualTo(32);
    assertThat(set.width()).isEqualTo(32);
    assertThat(set.classes()).isEqualTo(10);
    assertThat(set.mean()).containsExactly(0.4914f, 0.4822f, 0.4465f);
    assertThat(set.deviation()).containsExactly(0.2470f, 0.2435f, 0.2616f);
  }

  @Test
  void files_may_have_any_number_of_records() throws IOException {
    CifarFiles.writeAll(folder);
    CifarFiles.write(folder.resolve("data_batch_2.bin"), 10, 3);

    assertThat(load(0).train().size()).isEqualTo(41);
  }

  @Test
  void a_limit_takes_the_first_training_images_of_each_class_and_all_test_images()
      throws IOException {
    CifarFiles.writeAll(folder);
    CifarFiles.write(folder.resolve("data_batch_1.bin"), 0, 0, 0, 0, 5, 5, 1, 2, 3, 4, 6);
    CifarFiles.write(folder.resolve("test_batch.bin"), 50, 0, 0, 0, 0);

    ImageSet set = load(20);

    assertThat(set.train().labels())
        .containsExactly(0, 0, 5, 5, 1, 2, 3, 4, 6, 9, 8, 7, 6, 4, 3, 2, 1, 9, 8, 7);
    int[] records = {0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 20, 21, 22};
    for (int i = 0; i < records.length; i++) {
      assertThat(
              Arrays.copyOfRange(
                  pixels(set.train()), i * CifarFiles.IMAGE, (i + 1) * CifarFiles.IMAGE))
          .isEqualTo(pixels(records[i], 1));
    }
    assertThat(set.test().labels()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void the_fingerprint_depends_on_the_content_but_not_on_the_folder() throws IOException {
    CifarFiles.writeAll(folder);
    String here = load(0).fingerprint();
    Path moved = Files.createDirectory(folder.resolve("moved"));
    CifarFiles.writeAll(moved);

    assertThat(load(moved, 0).fingerprint()).isEqualTo(here);
    assertThat(load(moved, 20).fingerprint()).isNotEqualTo(here);
    change(moved.resolve("test_batch.bin"), 3073 * 10 - 1);
    assertThat(load(moved, 0).fingerprint()).isNotEqualTo(here);
  }

  @Test
  void a_changed_label_alone_changes_the_fingerprint() throws IOException {
    CifarFiles.writeAll(folder);
    String before = load(0).fingerprint();

    CifarFiles.write(folder.resolve("test_batch.bin"), 50, 0, 1, 2, 3, 4, 5, 6, 7, 8, 8);

    assertThat(load(0).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void the_error_of_a_missing_or_empty_folder_lists_the_required_files() throws IOException {
    Files.createFile(folder.resolve(".DS_Store"));
    assertThatThrownBy(() -> load(folder.resolve("missing"), 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read CIFAR-10 from %s: the folder is missing or empty, must contain "
                    .formatted(folder.resolve("missing"))
                + "data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin, "
                + "data_batch_5.bin and test_batch.bin");
    assertThatThrownBy(() -> load(0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the folder is missing or empty");
  }

  @Test
  void the_error_of_a_file_with_a_byte_too_many_says_so() throws IOException {
    CifarFiles.writeAll(folder);
    Files.write(folder.resolve("test_batch.bin"), new byte[30_730_001]);

    assertThatThrownBy(() -> load(0))
        .hasMessageEndingWith(
            "test_batch.bin has 30730001 bytes, 1 more than the published file (30730000), "
                + "must be a multiple of 3073");
  }

  @Test
  void a_folder_below_with_the_files_is_named() throws IOException {
    Path below = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
    CifarFiles.writeAll(below);

    assertThatThrownBy(() -> load(0))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            "Cannot read CIFAR-10 from %s: the folder has none of its files, must contain "
                .formatted(folder))
        .hasMessageEndingWith(
            "; found the binary version of CIFAR-10 below; did you mean %s?".formatted(below));
  }

  @Test
  void other_versions_and_archives_are_named_with_what_to_do() throws IOException {
    Path python = Files.createDirectories(folder.resolve("cifar-10-batches-py"));
    Files.write(python.resolve("data_batch_1"), new byte[3]);
    Files.write(python.resolve("batches.meta"), new byte[3]);
    String todo =
        "; found the Python version of CIFAR-10 in %s, which is not read; ".formatted(python)
            + "download cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html";
    assertThatThrownBy(() -> load(0)).hasMessageEndingWith(todo);
    assertThatThrownBy(() -> load(python, 0)).hasMessageEndingWith(todo);

    Path other = Files.createDirectories(folder.resolve("other/cifar-100-binary"));
    Files.write(other.resolve("train.bin"), new byte[3]);
    Files.write(other.resolve("test.bin"), new byte[3]);
    assertThatThrownBy(() -> load(other, 0))
        .hasMessageEndingWith("; found the binary version of CIFAR-100 in " + other);

    Path packed = Files.createDirectories(folder.resolve("packed"));
    Files.write(packed.resolve("cifar-10-binary.tar.gz"), new byte[3]);
    assertThatThrownBy(() -> load(packed, 0))
        .hasMessageEndingWith(
            "; found %s/cifar-10-binary.tar.gz; unpack it first".formatted(packed));
  }

  @Test
  void all_problems_of_a_folder_are_reported_together() throws IOException {
    CifarFiles.writeAll(folder);
    Files.delete(folder.resolve("data_batch_1.bin"));
    Files.write(folder.resolve("data_batch_2.bin"), new byte[3073 + 3072]);
    Files.write(folder.resolve("data_batch_4.bin"), new byte[0]);
    CifarFiles.write(folder.resolve("data_batch_5.bin"), 0, 9, 0, 10, 11);
    CifarFiles.write(folder.resolve("test_batch.bin"), 0, 255);

    assertThatThrownBy(() -> load(0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read CIFAR-10 from %s: ".formatted(folder)
                + "data_batch_1.bin is missing; "
                + "data_batch_2.bin has 6145 bytes, 30723855 fewer than the published file (30730000), "
                + "must be a multiple of 3073; "
                + "data_batch_4.bin is empty; "
                + "data_batch_5.bin has label 10 in record 3 of 4, must be 0 to 9; "
                + "test_batch.bin has label 255 in record 1 of 1, must be 0 to 9");
  }

  @Test
  void a_limit_is_refused_with_the_classes_that_have_too_few_images() throws IOException {
    CifarFiles.writeAll(folder);
    CifarFiles.write(folder.resolve("data_batch_2.bin"), 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1);

    assertThat(load(40).train().size()).isEqualTo(40);
    assertThatThrownBy(() -> load(50))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read CIFAR-10 from %s: ".formatted(folder)
                + "limit 50 takes 5 images of each class, but there are fewer of class 0 (4)");
  }

  @Test
  void a_limit_must_be_a_multiple_of_the_number_of_classes() {
    for (int limit : new int[] {-10, 5, 15}) {
      assertThatThrownBy(() -> new Cifar10(limit, Holdout.NONE))
          .isInstanceOf(InvalidSettings.class)
          .hasMessage(
              "Invalid limit: "
                  + limit
                  + ", must be a multiple of 10, or 0 for all training images");
    }
  }

  @Test
  void cifar_10_needs_a_location_and_is_complete_by_default() {
    assertThat(Cifar10.DEFAULTS).isEqualTo(new Cifar10(0, Holdout.NONE));
    assertThat(Cifar10.DEFAULTS.needsLocation()).isTrue();
  }

  private ImageSet load(int limit) throws IOException {
    return load(folder, limit);
  }

  private static ImageSet load(Path folder, int limit) throws IOException {
    return new Cifar10(limit, Holdout.NONE).load(new LocalStorage(), folder.toString());
  }

  private static byte[] pixels(Split split) {
    return ((ResidentSplit) split).pixels();
  }

  private static byte[] pixels(int first, int images) {
    byte[] pixels = new byte[images * CifarFiles.IMAGE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = CifarFiles.pixel(first + i / CifarFiles.IMAGE, i % CifarFiles.IMAGE);
    }
    return pixels;
  }

  private static void change(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at]++;
    Files.write(file, bytes);
  }
}
