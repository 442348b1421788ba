// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.data.Cifar100.Labels;
import io.espalier.pruning.storage.LocalStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100Test {
  @TempDir private Path folder;

  /**
   * Two training images and one test image per class; the coarse label is a fifth of the fine one.
   */
  @BeforeEach
  void files() throws IOException {
    write("train.bin", 200);
    write("test.bin", 100);
  }

  @Test
  void the_fine_label_is_the_second_byte() throws IOException {
    ImageSet set = load(Labels.FINE, 0);

    assertThat(set.classes()).isEqualTo(100);
    assertThat(set.train().size()).isEqualTo(200);
    assertThat(set.test().size()).isEqualTo(100);
    for (int i = 0; i < 200; i++) {
      assertThat(set.train().labels()[i]).isEqualTo(i % 100);
      assertThat(image(set.train(), i)).containsOnly(i % 251);
    }
    assertThat(set.mean()).containsExactly(0.5071f, 0.4866f, 0.4409f);
    assertThat(set.deviation()).containsExactly(0.2673f, 0.2564f, 0.2762f);
  }

  @Test
  void the_coarse_label_is_the_first_byte() throws IOException {
    ImageSet set = load(Labels.COARSE, 0);

    assertThat(set.classes()).isEqualTo(20);
    for (int i = 0; i < 200; i++) {
      assertThat(set.train().labels()[i]).isEqualTo(i % 100 / 5);
      assertThat(image(set.train(), i)).containsOnly(i % 251);
    }
  }

  @Test
  void a_limit_takes_the_first_images_of_each_fine_or_coarse_class() throws IOException {
    assertThat(image(load(Labels.FINE, 100).train(), 99)).containsOnly(99);
    assertThat(load(Labels.FINE, 100).train().size()).isEqualTo(100);

    ImageSet coarse = load(Labels.COARSE, 60);
    assertThat(coarse.train().size()).isEqualTo(60);
    assertThat(image(coarse.train(), 3)).containsOnly(5); // the fourth of class 0 is left out
    assertThat(coarse.test().size()).isEqualTo(100);
  }

  @Test
  void the_python_version_and_a_folder_below_are_named() throws IOException {
    Path python = Files.createDirectories(folder.resolve("elsewhere/cifar-100-python"));
    for (String name : new String[] {"train", "test", "meta"}) {
      Files.write(python.resolve(name), new byte[3]);
    }
    assertThatThrownBy(() -> Cifar100.DEFAULTS.load(new LocalStorage(), python.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith(
            "has none of its files, must contain train.bin and test.bin; "
                + "found the Python version of CIFAR-100 in %s, which is not read; "
                    .formatted(python)
                + "download cifar-100-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html");

    assertThatThrownBy(
            () -> Cifar100.DEFAULTS.load(new LocalStorage(), folder.resolve("none").toString()))
        .hasMessageEndingWith(
            "the folder is missing or empty, must contain train.bin and test.bin; "
                + "found the binary version of CIFAR-100 in the folder above; did you mean %s?"
                    .formatted(folder));
  }

  @Test
  void all_problems_of_files_and_settings_are_reported() throws IOException {
    Files.delete(folder.resolve("test.bin"));
    byte[] bytes = Files.readAllBytes(folder.resolve("train.bin"));
    bytes[3074 + 1] = 100;
    Files.write(folder.resolve("train.bin"), bytes);

    assertThatThrownBy(() -> load(Labels.FINE, 0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read CIFAR-100 from %s: ".formatted(folder)
                + "train.bin has label 100 in record 2 of 200, must be 0 to 99; "
                + "test.bin is missing");
    assertThatThrownBy(() -> new Cifar100(Labels.FINE, 20, Holdout.NONE))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage("Invalid limit: 20, must be a multiple of 100, or 0 for all training images");
    assertThat(new Cifar100(Labels.COARSE, 20, Holdout.NONE).limit()).isEqualTo(20);
  }

  @Test
  void the_labels_setting_is_fine_or_coarse() {
    assertThat(Datasets.ALL.choose("cifar100", Map.of("labels", "coarse")).value())
        .isEqualTo(new Cifar100(Labels.COARSE, 0, Holdout.NONE));
    assertThat(Cifar100.DEFAULTS.labels()).isEqualTo(Labels.FINE);
  }

  private ImageSet load(Labels labels, int limit) throws IOException {
    return new Cifar100(labels, limit, Holdout.NONE).load(new LocalStorage(), folder.toString());
  }

  private static byte[] image(Split split, int index) {
    return Arrays.copyOfRange(
        ((ResidentSplit) split).pixels(), index * CifarFiles.IMAGE, (index + 1) * CifarFiles.IMAGE);
  }

  private void write(String name, int images) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] image = new byte[CifarFiles.IMAGE];
    for (int i = 0; i < images; i++) {
      bytes.write(i % 100 / 5);
      bytes.write(i % 100);
      Arrays.fill(image, (byte) (i % 251));
      bytes.writeBytes(image);
    }
    Files.write(folder.resolve(name), bytes.toByteArray());
  }
}
