// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapePainterTest {
  private static final int SIDE = 32;

  @Test
  void figures_stay_four_pixels_from_the_border_so_that_no_crop_cuts_them() {
    BitSet touched = new BitSet();
    for (int seed = 0; seed < 500; seed++) {
      touched.or(figure(seed));
    }

    assertThat(touched.stream().map(pixel -> pixel / SIDE).boxed()).allMatch(y -> y >= 4 && y < 28);
    assertThat(touched.stream().map(pixel -> pixel % SIDE).boxed()).allMatch(x -> x >= 4 && x < 28);
  }

  @Test
  void figures_differ_in_position_and_size() {
    List<BitSet> figures = IntStream.range(0, 100).mapToObj(ShapePainterTest::figure).toList();
    IntSummaryStatistics rows =
        figures.stream().mapToInt(figure -> figure.nextSetBit(0) / SIDE).summaryStatistics();
    IntSummaryStatistics sizes = figures.stream().mapToInt(BitSet::cardinality).summaryStatistics();

    assertThat(rows.getMax() - rows.getMin()).isGreaterThanOrEqualTo(4);
    assertThat((double) sizes.getMax() / sizes.getMin()).isGreaterThan(1.4);
  }

  @Test
  void images_of_one_stream_differ_only_in_the_figure() {
    assertThat(paint(Motif.DISC, 1)).isEqualTo(paint(Motif.DISC, 1));
    assertThat(figure(1).cardinality()).isBetween(50, 400);
  }

  /** The pixels in which a disc and rings at the same position differ. */
  private static BitSet figure(int seed) {
    byte[] disc = paint(Motif.DISC, seed);
    byte[] rings = paint(Motif.RINGS, seed);
    BitSet different = new BitSet();
    for (int i = 0; i < disc.length; i++) {
      if (disc[i] != rings[i]) {
        different.set(i % (SIDE * SIDE));
      }
    }
    return different;
  }

  private static byte[] paint(Motif motif, int seed) {
    byte[] pixels = new byte[3 * SIDE * SIDE];
    new ShapePainter(new SplittableRandom(seed), 5).paint(motif, pixels, 0);
    return pixels;
  }
}
