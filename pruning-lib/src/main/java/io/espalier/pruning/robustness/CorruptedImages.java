// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.data.StreamedSplit;
import io.espalier.pruning.train.Streams;
import java.io.IOException;
import java.util.Arrays;

/**
 * The test images of a dataset as a network sees them, corrupted before normalisation. Each has a
 * random stream of its own, which depends on the corruption, the severity and its index alone: all
 * tickets see the same images.
 *
 * @param seed of all streams
 */
record CorruptedImages(ImageSet set, long seed) {

  /**
   * The images {@code from} to {@code to - 1}, in memory.
   *
   * @param plain these images, see {@link #plain}
   * @param severity 1 to {@value Corruption#SEVERITIES}
   */
  ResidentSplit of(ResidentSplit plain, int from, Corruption corruption, int severity) {
    byte[] pixels = new byte[plain.pixels().length];
    int size = set.imageSize();
    double[] values = new double[size];
    Picture picture = new Picture(values, set.channels(), set.height(), set.width());
    Streams streams = new Streams(seed);
    for (int image = 0; image < plain.size(); image++) {
      int first = image * size;
      for (int i = 0; i < size; i++) {
        values[i] = (plain.pixels()[first + i] & 0xFF) / (double) (ImageSet.LEVELS - 1);
      }
      corruption.apply(
          picture, severity, streams.of("corruption " + corruption, severity, (long) from + image));
      for (int i = 0; i < size; i++) {
        pixels[first + i] = (byte) Math.round(values[i] * (ImageSet.LEVELS - 1));
      }
    }
    return new ResidentSplit(pixels, plain.labels());
  }

  /**
   * The images as they are.
   *
   * @throws IOException when a file cannot be read
   */
  ResidentSplit plain(int from, int to) throws IOException {
    Split test = set.test();
    int size = set.imageSize();
    byte[] pixels =
        test instanceof StreamedSplit streamed
            ? decoded(streamed, from, to)
            : Arrays.copyOfRange(((ResidentSplit) test).pixels(), from * size, to * size);
    return new ResidentSplit(pixels, Arrays.copyOfRange(test.labels(), from, to));
  }

  private byte[] decoded(StreamedSplit test, int from, int to) throws IOException {
    int size = set.imageSize();
    byte[] pixels = new byte[Math.multiplyExact(to - from, size)];
    for (int image = from; image < to; image++) {
      System.arraycopy(test.planes(image, set.width()), 0, pixels, (image - from) * size, size);
    }
    return pixels;
  }
}
