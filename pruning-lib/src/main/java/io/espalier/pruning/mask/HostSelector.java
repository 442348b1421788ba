// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.HostView;
import io.espalier.pruning.model.Layer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Selects in host memory, by {@link TopK} or, in short rows, by comparing all scores of a row. */
final class HostSelector extends Selector {
  /** Short rows have no more scores than this. */
  private static final int SHORT = 32;

  /** Larger than any gradient, so that kept weights stay. */
  private static final float FIRST = 1e30f;

  private final TopK topK = new TopK();

  @Override
  void best(List<Rows> rows, List<Long> kept, NDArray scores, Ranking ranking, NDArray mask) {
    HostView target = HostView.of(mask);
    try (HostCopy copy = HostCopy.of(scores)) {
      best(rows, kept, copy.bytes(), ranking, target);
    }
    target.commit();
  }

  private void best(
      List<Rows> rows, List<Long> kept, ByteBuffer values, Ranking ranking, HostView target) {
    for (int i = 0; i < rows.size(); i++) {
      Rows part = rows.get(i);
      if (part.length() > SHORT) {
        longRows(part, kept.get(i), values.asIntBuffer(), ranking, target.bits());
      } else {
        shortRows(part, kept.get(i), values.asFloatBuffer(), ranking, target.floats());
      }
    }
  }

  private void longRows(Rows part, long kept, IntBuffer scores, Ranking ranking, IntBuffer mask) {
    int length = (int) part.length();
    for (int row = (int) part.offset(); row < part.end(); row += length) {
      topK.select(scores.slice(row, length), kept, ranking, mask.slice(row, length));
    }
  }

  private static void shortRows(
      Rows part, long kept, FloatBuffer scores, Ranking ranking, FloatBuffer mask) {
    int length = (int) part.length();
    int end = (int) part.end();
    for (int row = (int) part.offset(); row < end; row += length) {
      shortRow(row, length, (int) kept, scores, ranking, mask);
    }
  }

  private static void shortRow(
      int row, int length, int kept, FloatBuffer scores, Ranking ranking, FloatBuffer mask) {
    for (int i = row; i < row + length; i++) {
      int before = 0; // how many of the row rank before this one
      int own = TopK.keyOf(scores, i, ranking);
      for (int j = row; j < row + length; j++) {
        int order = Integer.compareUnsigned(TopK.keyOf(scores, j, ranking), own);
        before += order > 0 || (order == 0 && j < i) ? 1 : 0;
      }
      mask.put(i, before < kept ? 1f : 0f);
    }
  }

  @Override
  void bestGroups(
      List<LayerGroups> layers, List<Integer> kept, NDArray scores, Ranking ranking, Mask mask) {
    try (HostCopy copy = HostCopy.of(scores)) {
      FloatBuffer weights = copy.floats();
      LayerGroups.write(layers, i -> best(layers.get(i).sums(weights, ranking), kept.get(i)), mask);
    }
  }

  private static boolean[] best(double[] scores, int kept) {
    boolean[] best = new boolean[scores.length];
    IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(group -> 0 - scores[group])) // stable: ties by index
        .limit(kept)
        .forEach(group -> best[group] = true);
    return best;
  }

  @Override
  LayerBudget budget(List<Layer> layers, Mask mask) {
    return LayerCounts.of(layers, mask);
  }

  @Override
  NDArray survivors(NDArray mask, NDArray weights) {
    try (NDArray removed = mask.sub(1);
        NDArray size = weights.abs();
        NDArray survivors = size.mul(mask)) {
      return survivors.add(removed);
    }
  }

  @Override
  NDArray candidates(NDArray mask, NDArray gradient) {
    try (NDArray kept = mask.mul(FIRST);
        NDArray size = gradient.abs();
        NDArray lacking = mask.sub(1);
        NDArray removed = lacking.neg();
        NDArray candidates = size.mul(removed)) {
      return candidates.add(kept);
    }
  }

  @Override
  NDArray within(NDArray mask, NDArray scores, Ranking ranking) {
    try (NDArray kept = mask.neq(0);
        NDArray order = ranking == Ranking.MAGNITUDE ? scores.abs() : scores.duplicate();
        NDArray finite = order.maximum(-Float.MAX_VALUE);
        NDArray least = scores.getManager().full(scores.getShape(), Float.NEGATIVE_INFINITY)) {
      return NDArrays.where(kept, finite, least);
    }
  }
}
