// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.data.BatchOrder;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.engine.Residence;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static void assertSame(Batch batch, Batch expected) {
    assertThat(batch.size()).isEqualTo(expected.size());
    assertThat(batch.images().getShape()).isEqualTo(expected.images().getShape());
    assertThat(batch.images().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(batch.images().toFloatArray()).isEqualTo(expected.images().toFloatArray());
    assertThat(batch.labels().getDataType()).isEqualTo(DataType.INT64);
    assertThat(batch.labels().toLongArray()).isEqualTo(expected.labels().toLongArray());
  }

  private BatchLoader loader(ImageSet set, Residence residence) {
    return new BatchLoaders(set, manager, residence).of(set.train(), 3);
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
