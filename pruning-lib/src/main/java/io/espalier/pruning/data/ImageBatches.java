package io.espalier.pruning.data;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.SplittableRandom;

/**
 * Fills buffers with batches of one split: normalised images, (image, row, column, channel), and
 * their labels.
 *
 * <p>All methods write from the buffer's position on and leave it behind the last value. They
 * allocate nothing; the scratch they share makes an instance good for one thread at a time.
 */
public final class ImageBatches {
  /** Rows and columns of zeros around an image, from which a crop of the image's size is taken. */
  public static final int PADDING = 4;

  private static final int LEVELS = 256;

  private final Split split;
  private final int channels;
  private final int height;
  private final int width;
  private final float[] normalised;
  private final float[] image;

  public ImageBatches(ImageSet set, Split split) {
    this.split = split;
    this.channels = set.channels();
    this.height = set.height();
    this.width = set.width();
    this.normalised = new float[channels * LEVELS];
    this.image = new float[set.imageSize()];
    for (int c = 0; c < channels; c++) {
      for (int level = 0; level < LEVELS; level++) {
        normalised[c * LEVELS + level] = (level / 255f - set.mean()[c]) / set.deviation()[c];
      }
    }
  }

  /**
   * Images {@code order[from]} to {@code order[to - 1]}, each cropped at random from its
   * zero-padded self and mirrored with probability 1/2. The padding is zero before it is
   * normalised: black, not the mean.
   *
   * @param random drawn from three times an image, in batch order
   * @throws java.nio.BufferOverflowException when {@code out} has not the room
   */
  public void augmented(int[] order, int from, int to, SplittableRandom random, FloatBuffer out) {
    for (int i = from; i < to; i++) {
      int top = random.nextInt(2 * PADDING + 1) - PADDING;
      int left = random.nextInt(2 * PADDING + 1) - PADDING;
      if (random.nextBoolean()) {
        write(order[i], top, left + width - 1, -1, out);
      } else {
        write(order[i], top, left, 1, out);
      }
    }
  }

  /**
   * Images {@code from} to {@code to - 1} as they are.
   *
   * @throws java.nio.BufferOverflowException when {@code out} has not the room
   */
  public void plain(int from, int to, FloatBuffer out) {
    for (int i = from; i < to; i++) {
      write(i, 0, 0, 1, out);
    }
  }

  /** The labels of images {@code order[from]} to {@code order[to - 1]}. */
  public void labels(int[] order, int from, int to, LongBuffer out) {
    for (int i = from; i < to; i++) {
      out.put(split.labels()[order[i]]);
    }
  }

  /** The labels of images {@code from} to {@code to - 1}. */
  public void labels(int from, int to, LongBuffer out) {
    for (int i = from; i < to; i++) {
      out.put(split.labels()[i]);
    }
  }

  /**
   * Writes the window of one image whose first row is {@code top} and whose columns are {@code
   * left}, {@code left + step}, …; what lies outside of the image is zero.
   */
  private void write(int index, int top, int left, int step, FloatBuffer out) {
    byte[] pixels = split.pixels();
    int first = Math.max(0, step > 0 ? -left : left - width + 1);
    int end = Math.min(width, step > 0 ? width - left : left + 1);
    for (int c = 0; c < channels; c++) {
      int table = c * LEVELS;
      float zero = normalised[table];
      int at = c;
      for (int y = top; y < top + height; y++) {
        boolean inside = y >= 0 && y < height;
        int from = inside ? first : width;
        int to = inside ? end : width;
        int pixel = ((index * channels + c) * height + y) * width + left + step * from;
        for (int k = 0; k < from; k++, at += channels) {
          image[at] = zero;
        }
        for (int k = from; k < to; k++, at += channels, pixel += step) {
          image[at] = normalised[table + (pixels[pixel] & 0xFF)];
        }
        for (int k = to; k < width; k++, at += channels) {
          image[at] = zero;
        }
      }
    }
    out.put(image);
  }
}
