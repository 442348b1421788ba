// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import io.espalier.pruning.engine.HostView;
import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntFunction;

/** The weights of a convolution as groups that are removed as a whole. */
record LayerGroups(Layer layer, Axis axis) {

  /** The unit of a group. */
  enum Axis {
    /** An output channel. */
    FILTER {
      @Override
      int groups(Layer layer) {
        return layer.filters();
      }

      @Override
      int group(Layer layer, int filter, int input) {
        return filter;
      }
    },
    /** An input channel, counted over all groups of a grouped convolution. */
    INPUT {
      @Override
      int groups(Layer layer) {
        return layer.inputs();
      }

      @Override
      int group(Layer layer, int filter, int input) {
        int filtersAGroup = (int) (layer.filters() / layer.groups());
        return filter / filtersAGroup * layer.inputsOfFilter() + input;
      }
    };

    abstract int groups(Layer layer);

    /** The group of the weights of {@code filter} that read its {@code input}-th channel. */
    abstract int group(Layer layer, int filter, int input);
  }

  /** The number of groups. */
  int count() {
    return axis.groups(layer);
  }

  /**
   * The score of each group.
   *
   * @param weights scores of all weights of the network
   * @throws UnrankableScores when a score of the layer is NaN
   */
  double[] scores(FloatBuffer weights, Ranking ranking) {
    double[] scores = new double[count()];
    forEach(
        (index, group) -> {
          float score = weights.get(index);
          if (Float.isNaN(score)) {
            throw new UnrankableScores(
                "Cannot rank scores: one of layer " + layer.name() + " is not a number");
          }
          scores[group] += ranking.share(score);
        });
    return scores;
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

  /**
   * Writes the part of a mask that belongs to this layer.
   *
   * @param kept one flag per group
   */
  private void write(boolean[] kept, FloatBuffer weights, FloatBuffer other) {
    forEach((index, group) -> weights.put(index, kept[group] ? 1f : 0f));
    if (axis == Axis.FILTER) {
      for (long follower : layer.followers()) {
        for (int filter = 0; filter < kept.length; filter++) {
          other.put((int) follower + filter, kept[filter] ? 1f : 0f);
        }
      }
    }
  }

  private interface WeightVisitor {
    void visit(int index, int group);
  }

  private void forEach(WeightVisitor visitor) {
    int inputs = layer.inputsOfFilter();
    int places = (int) (layer.size() / layer.filters() / inputs);
    int index = (int) layer.offset();
    for (int filter = 0; filter < layer.filters(); filter++) {
      for (int place = 0; place < places; place++) {
        for (int input = 0; input < inputs; input++) {
          visitor.visit(index++, axis.group(layer, filter, input));
        }
      }
    }
  }
}
