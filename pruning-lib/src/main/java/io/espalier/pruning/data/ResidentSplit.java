// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Images in memory, as bytes.
 *
 * @param pixels image after image, each in planes (channel, row, column), one unsigned byte per
 *     value
 * @param labels one class index per image, in [0, classes)
 */
@SuppressWarnings("ArrayRecordComponent") // tens of megabytes, shared read-only; never compared
public record ResidentSplit(byte[] pixels, int[] labels) implements Split {

  @Override
  public ImageBatches batches(ImageSet set) {
    return new ResidentBatches(set, this);
  }

  @Override
  public TestView view() {
    return TestView.WHOLE;
  }

  @Override
  public String name(int image) {
    return String.valueOf(image);
  }

  @Override
  public byte[] file(ImageSet set, int image) {
    return BmpFile.of(pixels, image * set.imageSize(), set.width(), set.height());
  }

  @Override
  public ResidentSplit select(int[] images) {
    int imageSize = pixels.length / size();
    byte[] selected = new byte[images.length * imageSize];
    int[] theirLabels = new int[images.length];
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(pixels, images[i] * imageSize, selected, i * imageSize, imageSize);
      theirLabels[i] = labels[images[i]];
    }
    return new ResidentSplit(selected, theirLabels);
  }

  /** All labels and pixels. */
  @Override
  public void digest(MessageDigest digest) {
    ByteBuffer classes = ByteBuffer.allocate(Integer.BYTES * size());
    classes.asIntBuffer().put(labels);
    digest.update(classes);
    digest.update(pixels);
  }
}
