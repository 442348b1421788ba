// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.data.Split;
import java.util.SplittableRandom;

/** Images of 3×8×8 in four classes, distinguished by their mean colour under noise. */
public final class TinyImages {
  private TinyImages() {}

  public static ImageSet set(int train, int test) {
    float[] half = {0.5f, 0.5f, 0.5f};
    return new ImageSet(3, 8, 8, 4, half, half, split(train, 1), split(test, 2));
  }

  private static Split split(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[size * 3 * 64];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 4;
      for (int c = 0; c < 3; c++) {
        int mean = (labels[i] >> (c % 2) & 1) == 1 ? 170 : 85;
        for (int p = 0; p < 64; p++) {
          pixels[(i * 3 + c) * 64 + p] = (byte) (mean + random.nextInt(-80, 81));
        }
      }
    }
    return new ResidentSplit(pixels, labels);
  }
}
