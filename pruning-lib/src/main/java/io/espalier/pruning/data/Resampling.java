// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.Arrays;

/**
 * Resizing along one axis by a triangle filter: bilinear interpolation for enlarging, and an
 * average over a triangle of the width of the reduction for shrinking, to avoid aliasing. The
 * filter, its fixed-point weights and the rounding to bytes between the axes are those of PIL's
 * {@code Image.resize} with BILINEAR, which torchvision uses; equality of all bits has not been
 * tested, and JPEG decoders differ by a level anyway. Uses only integers, so results are the same
 * on every machine.
 *
 * @param from for each output position, its first input position
 * @param weights for each output position, the weights of the inputs from there on, with 22
 *     fractional bits
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Resampling(int[] from, int[][] weights) {
  private static final int BITS = 22;

  /**
   * Resizes an image to {@code width}×{@code height} and keeps a window of the result.
   *
   * @param window inside of the resized image; nothing else is computed
   */
  static Pixels resize(Pixels source, int width, int height, Crop window) {
    Resampling across = of(source.width(), width, window.x(), window.width());
    Resampling down = of(source.height(), height, window.y(), window.height());
    int top = down.from[0];
    int rows = down.end() - top;
    Pixels narrow = new Pixels(window.width(), rows);
    for (int row = 0; row < Pixels.CHANNELS * rows; row++) {
      int at = (row / rows * source.height() + top + row % rows) * source.width();
      across.apply(source.planes(), at, 1, narrow.planes(), row * window.width(), 1);
    }
    Pixels result = new Pixels(window.width(), window.height());
    for (int c = 0; c < Pixels.CHANNELS; c++) {
      for (int x = 0; x < window.width(); x++) {
        int at = (c * rows - top) * window.width() + x;
        int to = c * window.height() * window.width() + x;
        down.apply(narrow.planes(), at, window.width(), result.planes(), to, window.width());
      }
    }
    return result;
  }

  /** The filter for {@code outputs} positions from {@code first} on, of {@code size} in all. */
  static Resampling of(int inputs, int size, int first, int outputs) {
    double scale = (double) inputs / size;
    double support = Math.max(scale, 1);
    int[] from = new int[outputs];
    int[][] weights = new int[outputs][];
    for (int i = 0; i < outputs; i++) {
      double centre = (first + i + 0.5) * scale;
      from[i] = Math.max(0, (int) (centre - support + 0.5));
      int end = Math.min(inputs, (int) (centre + support + 0.5));
      double[] triangle = new double[end - from[i]];
      for (int k = 0; k < triangle.length; k++) {
        double distance = Math.abs(from[i] + k + 0.5 - centre) / support;
        triangle[k] = Math.max(0, 1 - distance);
      }
      double sum = Arrays.stream(triangle).sum();
      weights[i] = new int[triangle.length];
      for (int k = 0; k < triangle.length; k++) {
        weights[i][k] = (int) (triangle[k] / sum * (1 << BITS) + 0.5);
      }
    }
    return new Resampling(from, weights);
  }

  /** The position after the last input. */
  private int end() {
    return from[from.length - 1] + weights[from.length - 1].length;
  }

  private void apply(byte[] source, int at, int step, byte[] target, int to, int targetStep) {
    for (int i = 0; i < from.length; i++) {
      int[] mine = weights[i];
      int sum = 1 << (BITS - 1);
      for (int k = 0, pixel = at + from[i] * step; k < mine.length; k++, pixel += step) {
        sum += mine[k] * (source[pixel] & 0xFF);
      }
      target[to + i * targetStep] = (byte) Math.min(255, sum >> BITS);
    }
  }
}
