// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import io.espalier.pruning.engine.HostView;
import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The weights of a convolution as groups that are removed as a whole. In the flat vector they have
 * the shape ({@link #outer}, {@link #members}, {@link #inner}): weights that differ only in the
 * second index are a group, and groups are ordered by the first index, then by the third.
 */
record LayerGroups(Layer layer, Axis axis) {

  /** The unit of a group. */
  enum Axis {
    /** An output channel. */
    FILTER,
    /** An input channel, counted over all groups of a grouped convolution. */
    INPUT
  }

  /** The number of groups. */
  int count() {
    return outer() * inner();
  }

  /** The number of consecutive parts of the weights that share no group. */
  int outer() {
    return axis == Axis.FILTER ? layer.filters() : Math.toIntExact(layer.groups());
  }

  /** The number of weights of each group. */
  int members() {
    return Math.toIntExact(layer.size() / count());
  }

  /** The number of weights from one member of a group to the next. */
  int inner() {
    return axis == Axis.FILTER ? 1 : layer.inputsOfFilter();
  }

  /** The smallest power of two that is at least the number of members. */
  int width() {
    return members() == 1 ? 1 : Integer.highestOneBit(members() - 1) << 1;
  }

  /**
   * The score of each group: the sum of the {@linkplain Ranking#addHalves shares} of its weights. A
   * sum of +∞ and −∞ counts as −∞.
   *
   * <p>A sum of floating-point numbers depends on their order. A device does not add in the order
   * of a loop, so this order is one that both follow: the members are padded with zeros to {@link
   * #width}, and the second half is added to the first until one number is left, in float64.
   *
   * @param weights scores of all weights of the network
   * @throws UnrankableScores when a score of the layer is NaN
   */
  double[] sums(FloatBuffer weights, Ranking ranking) {
    int inner = inner();
    int block = members() * inner;
    int half = Math.max(1, width() / 2) * inner;
    double[] sums = new double[count()];
    float[] scores = new float[block];
    double[] tree = new double[half];
    int index = (int) layer.offset();
    for (int first = 0; first < sums.length; first += inner) {
      weights.get(index, scores);
      index += block;
      ranking.addHalves(scores, half, tree);
      for (int left = half / 2; left >= inner; left /= 2) {
        for (int i = 0; i < left; i++) {
          tree[i] += tree[left + i];
        }
      }
      System.arraycopy(tree, 0, sums, first, inner);
    }
    return ranked(sums, weights);
  }

  private double[] ranked(double[] sums, FloatBuffer weights) {
    for (int group = 0; group < sums.length; group++) {
      if (Double.isNaN(sums[group])) {
        refuseNaN(weights);
        sums[group] = Double.NEGATIVE_INFINITY;
      }
    }
    return sums;
  }

  private void refuseNaN(FloatBuffer weights) {
    for (int index = 0; index < layer.size(); index++) {
      if (Float.isNaN(weights.get((int) layer.offset() + index))) {
        throw new UnrankableScores(
            "Cannot rank scores: one of layer " + layer.name() + " is not a number");
      }
    }
  }

  /**
   * Overwrites {@code mask} in place.
   *
   * @param kept function from the index of a layer to one flag per group, true if it is kept
   */
  static void write(List<LayerGroups> layers, IntFunction<boolean[]> kept, Mask mask) {
    HostView values = HostView.of(mask.values());
    HostView other = HostView.of(mask.other());
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).write(kept.apply(i), values.floats(), other.floats());
    }
    values.commit();
    other.commit();
  }

  /** The offsets, in the other parameters, of vectors with one value per group. */
  List<Long> followers() {
    return axis == Axis.FILTER ? layer.followers() : List.of();
  }

  /**
   * Writes the part of a mask that belongs to this layer.
   *
   * @param kept one flag per group
   */
  private void write(boolean[] kept, FloatBuffer weights, FloatBuffer other) {
    int inner = inner();
    float[] bits = new float[kept.length];
    for (int group = 0; group < kept.length; group++) {
      bits[group] = kept[group] ? 1f : 0f;
    }
    float[] block = new float[members() * inner];
    int index = (int) layer.offset();
    for (int first = 0; first < bits.length; first += inner) {
      fill(block, bits, first, inner);
      weights.put(index, block);
      index += block.length;
    }
    for (long follower : followers()) {
      other.put((int) follower, bits);
    }
  }

  /**
   * Whether a mask keeps no more than {@code count} groups: the others have no weights and, if
   * parameters follow them, exactly these are removed. A group that is kept can have no weights
   * either.
   */
  boolean keeps(int count, FloatBuffer weights, FloatBuffer other) {
    int left = 0;
    int removed = 0;
    for (int group = 0; group < count(); group++) {
      int index = group;
      boolean isRemoved =
          followers().stream().anyMatch(first -> other.get((int) (first + index)) == 0f);
      boolean hasWeights = hasWeights(group, weights);
      if (isRemoved && hasWeights) {
        return false;
      }
      left += hasWeights ? 1 : 0;
      removed += isRemoved ? 1 : 0;
    }
    return left <= count && (followers().isEmpty() || removed == count() - count);
  }

  private boolean hasWeights(int group, FloatBuffer weights) {
    int inner = inner();
    int block = members() * inner;
    int first = (int) layer.offset() + group / inner * block + group % inner;
    for (int index = first; index < first + block; index += inner) {
      if (weights.get(index) != 0f) {
        return true;
      }
    }
    return false;
  }

  /** Repeats {@code inner} bits. */
  private static void fill(float[] block, float[] bits, int first, int inner) {
    if (inner == 1) { // far faster than copies of one bit
      Arrays.fill(block, bits[first]);
      return;
    }
    for (int member = 0; member < block.length; member += inner) {
      System.arraycopy(bits, first, block, member, inner);
    }
  }
}
