// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.SplittableRandom;

/**
 * A colour with a wave over it.
 *
 * @param colour one level per channel, about 0 to 255
 * @param amplitude amplitude of the wave, in levels
 * @param across radians per column
 * @param down radians per row
 * @param phase phase in radians
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Texture(double[] colour, double amplitude, double across, double down, double phase) {

  private static final double TINT = 40;
  private static final double STRONGEST = 20;
  private static final double SHORTEST = 3;
  private static final double LONGEST = 12;

  /** A random tint and wave around a grey level. */
  static Texture around(double level, SplittableRandom random) {
    double[] colour = new double[ShapePainter.CHANNELS];
    for (int c = 0; c < colour.length; c++) {
      colour[c] = level + random.nextDouble(-TINT, TINT);
    }
    double direction = random.nextDouble(0, 2 * Math.PI);
    double frequency = 2 * Math.PI / random.nextDouble(SHORTEST, LONGEST);
    return new Texture(
        colour,
        random.nextDouble(0, STRONGEST),
        frequency * StrictMath.cos(direction),
        frequency * StrictMath.sin(direction),
        random.nextDouble(0, 2 * Math.PI));
  }

  /** The level of a channel at a pixel; can be outside of 0 to 255. */
  double level(int channel, int x, int y) {
    return colour[channel] + amplitude * StrictMath.sin(across * x + down * y + phase);
  }
}
