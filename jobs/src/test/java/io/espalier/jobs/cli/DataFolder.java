// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The folder {@code data} of a sandbox, with the fewest images that each dataset accepts. */
record DataFolder(Sandbox sandbox) {

  void put(String name, byte[] content) {
    sandbox.write("data/" + name, content);
  }

  void folder(String name) throws IOException {
    Files.createDirectories(sandbox.at("data/" + name));
  }

  /** Removes a file, or a folder with what is in it. */
  void delete(String name) throws IOException {
    try (Stream<Path> all = Files.walk(sandbox.at("data/" + name))) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Moves everything into a new folder. */
  void moveAllTo(String name) throws IOException {
    Path aside = sandbox.at("aside");
    Files.move(sandbox.at("data"), aside);
    Files.createDirectory(sandbox.at("data"));
    Files.move(aside, sandbox.at("data/" + name));
  }

  void cifar10() {
    for (int i = 1; i <= 5; i++) {
      put("data_batch_" + i + ".bin", records(3073, 0));
    }
    put("test_batch.bin", records(3073, 0));
  }

  void cifar100() {
    put("train.bin", fine(99));
    put("test.bin", fine(0));
  }

  void tinyImageNet() {
    put("wnids.txt", "n1\nn2\n".getBytes(StandardCharsets.UTF_8));
    put("train/n1/images/a.JPEG", image("jpg", 64));
    put("train/n2/images/a.JPEG", image("png", 64));
    put("val/images/v0.JPEG", image("jpg", 64));
    put("val/images/v1.JPEG", image("jpg", 64));
    put(
        "val/val_annotations.txt",
        "v0.JPEG\tn1\t0\t0\t9\t9\nv1.JPEG\tn2\t0\t0\t9\t9\n".getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param test the name of the folder of test images
   */
  void classFolders(String test) {
    for (String part : List.of("train", test)) {
      put(part + "/a/0.png", image("png", 40));
      put(part + "/b/0.png", image("png", 50));
    }
  }

  /** Records of {@code size} bytes, each of which starts with its label. */
  static byte[] records(int size, int... labels) {
    byte[] records = new byte[size * labels.length];
    for (int i = 0; i < labels.length; i++) {
      records[i * size] = (byte) labels[i];
    }
    return records;
  }

  /** A CIFAR-100 record with this label, which is its second byte. */
  static byte[] fine(int label) {
    byte[] record = new byte[3074];
    record[1] = (byte) label;
    return record;
  }

  static byte[] image(String form, int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, i * 7919);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, form, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The first half of an image's file. */
  static byte[] half(String form, int side) {
    byte[] whole = image(form, side);
    return Arrays.copyOf(whole, whole.length / 2);
  }
}
