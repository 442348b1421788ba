// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.IOException;
import java.nio.FloatBuffer;

/**
 * Brings single image files to the input of a network, as its dataset does with test images: an
 * image of a test set yields the same values here as in the evaluation of a run.
 *
 * <p>Not thread-safe.
 */
public final class InputImages {
  /** The channels of every image: red, green, blue. */
  public static final int CHANNELS = Pixels.CHANNELS;

  private static final int[] NO_LABELS = {};

  private final TestView view;
  private final int size;
  private final Normaliser normaliser;

  /**
   * @param size rows and columns of the input, which has three channels
   * @param mean mean of each channel, in [0, 1]
   * @param deviation standard deviation of each channel, in [0, 1]
   */
  public InputImages(TestView view, int size, float[] mean, float[] deviation) {
    this.view = view;
    this.size = size;
    ResidentSplit none = new ResidentSplit(new byte[0], NO_LABELS);
    this.normaliser =
        new Normaliser(new ImageSet(Pixels.CHANNELS, size, size, 0, mean, deviation, none, none));
  }

  /**
   * @throws IOException as {@link TestView#planes}
   */
  public byte[] planes(byte[] file) throws IOException {
    return view.planes(file, size);
  }

  /**
   * Writes an image, normalised, (row, column, channel).
   *
   * @param planes result of {@link #planes}
   * @throws java.nio.BufferOverflowException when {@code out} is too small
   */
  public void normalise(byte[] planes, FloatBuffer out) {
    normaliser.write(planes, Window.whole(0), out);
  }
}
