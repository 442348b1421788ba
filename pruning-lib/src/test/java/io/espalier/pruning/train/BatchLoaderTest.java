// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.data.Window;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.storage.LocalStorage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways of loading batches, on a CPU. */
class BatchLoaderTest {
  private static final int IMAGES = 7;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"3, 8, 8", "1, 8, 8", "3, 5, 11", "1, 9, 2", "3, 1, 1", "1, 1, 1", "2, 1, 7"})
  void augmented_batches_are_the_same_to_the_bit(int channels, int height, int width) {
    ImageSet set = set(channels, height, width);
    int[] images = {5, 0, 6, 6, 2, 5, 1, 3};
    for (long seed = 0; seed < 20; seed++) {
      long from = 100 * seed;
      BatchOrder order = new BatchOrder(images, 3, index -> new SplittableRandom(from + index));
      try (BatchLoader host = loader(set, Residence.HOST);
          BatchLoader device = loader(set, Residence.DEVICE)) {
        for (int index : new int[] {0, 1, 2, 1}) {
          assertSame(device.augmented(order, index), host.augmented(order, index));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 8, 8", "1, 5, 11", "3, 1, 1"})
  void plain_batches_are_the_same_to_the_bit(int channels, int height, int width) {
    ImageSet set = set(channels, height, width);
    try (BatchLoader host = loader(set, Residence.HOST);
        BatchLoader device = loader(set, Residence.DEVICE)) {
      for (int from : new int[] {0, 3, 6, 2}) {
        int to = Math.min(from + 3, IMAGES);
        assertSame(device.plain(from, to), host.plain(from, to));
      }
    }
  }

  /** Nine rows, nine columns, mirrored or not, and each of the images. */
  @Test
  void every_window_is_the_same_to_the_bit() {
    ImageSet set = set(2, 5, 11);
    int[] images = IntStream.range(0, 3000).map(i -> i % IMAGES).toArray();
    BatchOrder order = new BatchOrder(images, 1500, SplittableRandom::new);
    Set<Window> windows = new HashSet<>();
    try (BatchLoader host = loader(set, Residence.HOST, 1500);
        BatchLoader device = loader(set, Residence.DEVICE, 1500)) {
      for (int index = 0; index < 2; index++) {
        Window.augmented(order, index, 11, windows::add);
        assertSame(device.augmented(order, index), host.augmented(order, index));
      }
    }
    assertThat(windows).hasSizeGreaterThan(IMAGES * 162 * 9 / 10);
    assertThat(windows.stream().map(w -> List.of(w.top(), w.start(), w.step())).distinct())
        .hasSize(162);
  }

  @Test
  void streamed_batches_are_the_same_to_the_bit(@TempDir Path folder) throws IOException {
    ImageSet set = streamed(folder);
    int[] images = {5, 0, 7, 6, 2, 9, 1, 3};
    BatchOrder order = new BatchOrder(images, 3, SplittableRandom::new);
    try (BatchLoader host = loader(set, Residence.HOST);
        BatchLoader device = loader(set, Residence.DEVICE)) {
      for (int index : new int[] {0, 1, 2, 1}) {
        assertSame(device.augmented(order, index), host.augmented(order, index));
      }
      for (int from : new int[] {0, 3, 6, 9, 2}) {
        int to = Math.min(from + 3, 10);
        assertSame(device.plain(from, to), host.plain(from, to));
      }
    }
  }

  /** A batch on the device has memory of its own, whatever is loaded after it. */
  @Test
  void a_batch_on_the_device_stays_valid() {
    ImageSet set = set(3, 8, 8);
    BatchOrder order = new BatchOrder(new int[] {0, 1, 2, 3, 4, 5}, 3, SplittableRandom::new);
    try (BatchLoader device = loader(set, Residence.DEVICE)) {
      Batch first = device.augmented(order, 0);
      float[] images = first.images().toFloatArray();
      device.augmented(order, 1);

      assertThat(first.images().toFloatArray()).isEqualTo(images);
      assertThat(first.labels().toLongArray()).containsExactly(10, 11, 12);
    }
  }

  @ParameterizedTest
  @EnumSource(Residence.class)
  void a_batch_is_freed_with_the_scope_of_the_caller(Residence residence, @TempDir Path folder)
      throws IOException {
    for (ImageSet set : List.of(set(3, 8, 8), streamed(folder))) {
      BatchOrder order = new BatchOrder(new int[] {0, 1, 2, 3, 4}, 3, SplittableRandom::new);
      try (BatchLoader loader = loader(set, residence)) {
        int before = manager.getManagedArrays().size();
        for (int batch = 0; batch < 100; batch++) {
          try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            loader.augmented(order, batch % 2);
            loader.plain(0, 3);
          }
          assertThat(manager.getManagedArrays()).hasSize(before);
        }
      }
    }
  }

  @Test
  void the_loaders_of_a_split_share_its_images_on_the_device() {
    ImageSet set = set(3, 8, 8);
    BatchLoaders loaders = new BatchLoaders(set, manager, Residence.DEVICE);
    BatchOrder order = new BatchOrder(new int[] {0, 1}, 2, SplittableRandom::new);
    float[] images;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      images = loaders.of(set.train(), 2).augmented(order, 0).images().toFloatArray();
    }
    int arrays = manager.getManagedArrays().size();

    BatchLoader second = loaders.of(set.train(), 2);

    assertThat(manager.getManagedArrays()).hasSize(arrays);
    assertThat(second.augmented(order, 0).images().toFloatArray()).isEqualTo(images);
  }

  /** Three images fill a piece. */
  @Test
  void a_split_larger_than_a_piece_is_sent_whole() {
    int side = 4096;
    byte[] pixels = new byte[5 * side * side];
    new SplittableRandom(1).nextBytes(pixels);
    ResidentSplit split = new ResidentSplit(pixels, new int[5]);
    ImageSet set = new ImageSet(1, side, side, 1, new float[1], new float[] {1}, split, split);

    DeviceSplit sent = new DeviceImages(set, manager).sent(split);

    assertThat(Arrays.equals(sent.levels().toByteArray(), pixels)).isTrue();
  }

  private static void assertSame(Batch batch, Batch expected) {
    assertThat(batch.size()).isEqualTo(expected.size());
    assertThat(batch.images().getShape()).isEqualTo(expected.images().getShape());
    assertThat(batch.images().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(batch.images().toFloatArray()).isEqualTo(expected.images().toFloatArray());
    assertThat(batch.labels().getDataType()).isEqualTo(DataType.INT64);
    assertThat(batch.labels().toLongArray()).isEqualTo(expected.labels().toLongArray());
  }

  private BatchLoader loader(ImageSet set, Residence residence) {
    return loader(set, residence, 3);
  }

  private BatchLoader loader(ImageSet set, Residence residence, int largest) {
    return new BatchLoaders(set, manager, residence).of(set.train(), largest);
  }

  /** Ten images of two classes. */
  private static ImageSet streamed(Path folder) throws IOException {
    for (int i = 0; i < 10; i++) {
      BufferedImage image = new BufferedImage(20, 18, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 20 * 18; p++) {
        image.setRGB(p % 20, p / 20, (i + 1) * p * 0x010305);
      }
      for (String part : List.of("train", "test")) {
        Path file = folder.resolve("%s/%s/%s.png".formatted(part, i < 5 ? "a" : "b", i));
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
      }
    }
    return Datasets.ALL
        .choose("image-folder", Map.of("size", 16))
        .value()
        .load(new LocalStorage(), folder.toString());
  }

  /** Images whose levels are never 0, so that what is outside of them can be told. */
  private static ImageSet set(int channels, int height, int width) {
    byte[] pixels = new byte[IMAGES * channels * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (1 + i * 37 % 255);
    }
    Split split = new ResidentSplit(pixels, IntStream.range(10, 10 + IMAGES).toArray());
    float[] mean = Arrays.copyOf(new float[] {0.4914f, 0.4822f, 0.4465f}, channels);
    float[] deviation = Arrays.copyOf(new float[] {0.2470f, 0.2435f, 0.2616f}, channels);
    return new ImageSet(channels, height, width, 20, mean, deviation, split, split);
  }
}
