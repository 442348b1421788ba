// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.awt.image.Raster;

/**
 * JPEGs in CMYK or YCCK, which the JDK decodes but does not convert to RGB; the training set of
 * ImageNet has some. The values are inverted (255 is no ink), as stored by Adobe and read by PIL:
 * red = C·K/255. A library that converts by profiles would depend on those of the machine.
 */
final class CmykJpeg {
  private static final int INKS = 4;

  private CmykJpeg() {}

  /**
   * @param raster the samples as stored
   */
  static Pixels pixels(Raster raster, JpegFile.Colours colours) {
    Pixels pixels = new Pixels(raster.getWidth(), raster.getHeight());
    int area = pixels.width() * pixels.height();
    int[] samples = new int[INKS];
    for (int i = 0; i < area; i++) {
      raster.getPixel(
          raster.getMinX() + i % pixels.width(), raster.getMinY() + i / pixels.width(), samples);
      if (colours == JpegFile.Colours.YCCK) {
        toCmyk(samples);
      }
      for (int c = 0; c < Pixels.CHANNELS; c++) {
        pixels.planes()[c * area + i] = (byte) ((samples[c] * samples[3] + 127) / 255);
      }
    }
    return pixels;
  }

  /**
   * Converts YCCK: cyan, magenta and yellow are 255 minus red, green and blue (Adobe technical note
   * 5116), which are computed with the coefficients of JFIF.
   */
  private static void toCmyk(int[] samples) {
    double y = samples[0];
    double cb = samples[1] - 128;
    double cr = samples[2] - 128;
    samples[0] = inverted(y + 1.402 * cr);
    samples[1] = inverted(y - 0.344136 * cb - 0.714136 * cr);
    samples[2] = inverted(y + 1.772 * cb);
  }

  private static int inverted(double level) {
    return 255 - (int) Math.max(0, Math.min(255, Math.round(level)));
  }
}
