// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.model.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Numbers of filters of a network whose layers have given densities.
 *
 * <p>Only filters whose output one layer alone reads are removed; those that are added to a
 * shortcut stay. A channel from a layer of density d to one of density d' keeps the share d^e·d'^e'
 * of its width, where e is ½ for a layer whose other side is whole, and ¼ for one whose other side
 * is cut, too: a chain of layers of equal density d thus keeps √d of each width. All shares are
 * then multiplied by the largest common factor with which the rounded widths are within the budget,
 * and filters are added one by one, largest remainder first, as long as one fits.
 *
 * @param cropped layers whose filters are removed
 * @param kept number of filters of each, from 1
 */
record Widths(List<Layer> cropped, List<Integer> kept) {
  private static final int HALVINGS = 60;

  Widths {
    cropped = List.copyOf(cropped);
    kept = List.copyOf(kept);
  }

  /**
   * @param densities of each layer, in (0, 1]
   * @param density share of the cost of the network that is left, in (0, 1]
   * @throws InvalidSettings when the network cannot become as small
   */
  static Widths of(
      List<Layer> layers, PreCropping.Limit limit, double[] densities, double density) {
    return new Planned(layers, limit, densities).within(density);
  }

  /** The share of the inputs that is left to each layer that reads a cropped one, by its name. */
  Map<String, Double> inputsLeft() {
    Map<String, Double> left = new HashMap<>();
    for (int i = 0; i < kept.size(); i++) {
      Layer writer = cropped.get(i);
      left.put(writer.reader().orElseThrow(), (double) kept.get(i) / writer.filters());
    }
    return left;
  }

  /** The widths of a network, not yet rounded. */
  private static final class Planned {
    private final List<Layer> layers;
    private final PreCropping.Limit limit;
    private final List<Layer> writers;
    private final double[] wanted;

    Planned(List<Layer> layers, PreCropping.Limit limit, double[] densities) {
      this.layers = layers;
      this.limit = limit;
      this.writers = layers.stream().filter(layer -> layer.reader().isPresent()).toList();
      Map<String, Double> parts = new HashMap<>(); // what each layer contributes to a channel
      for (int i = 0; i < densities.length; i++) {
        Layer layer = layers.get(i);
        boolean isCutOnBothSides = layer.reader().isPresent() && readsCropped(layer);
        parts.put(layer.name(), Math.pow(densities[i], isCutOnBothSides ? 0.25 : 0.5));
      }
      this.wanted =
          writers.stream()
              .mapToDouble(
                  writer ->
                      writer.filters()
                          * parts.get(writer.name())
                          * parts.get(writer.reader().orElseThrow()))
              .toArray();
    }

    private boolean readsCropped(Layer layer) {
      return writers.stream().anyMatch(writer -> writer.reader().equals(Optional.of(layer.name())));
    }

    Widths within(double density) {
      double budget = density * layers.stream().mapToDouble(limit::cost).sum();
      double least = cost(writers.stream().map(writer -> 1).toList());
      if (least > budget) {
        throw InvalidSettings.because(
            String.format(
                Locale.ROOT,
                "Cannot crop the network to %.2f %%: channels that are added to a shortcut stay, so"
                    + " one filter in each other layer leaves %.2f %%",
                100 * density,
                100 * least / (budget / density)));
      }
      double less = 0;
      double more = 1;
      while (!areAllWhole(more) && cost(rounded(more)) <= budget) {
        less = more;
        more *= 2;
      }
      for (int i = 0; i < HALVINGS; i++) {
        double middle = (less + more) / 2;
        if (cost(rounded(middle)) <= budget) {
          less = middle;
        } else {
          more = middle;
        }
      }
      return new Widths(writers, filled(rounded(less), less, budget));
    }

    private boolean areAllWhole(double factor) {
      List<Integer> widths = rounded(factor);
      return IntStream.range(0, widths.size())
          .allMatch(i -> widths.get(i) == writers.get(i).filters());
    }

    private List<Integer> rounded(double factor) {
      return IntStream.range(0, wanted.length)
          .mapToObj(
              i ->
                  (int)
                      Math.max(
                          1, Math.min(writers.get(i).filters(), Math.round(factor * wanted[i]))))
          .toList();
    }

    /** Adds filters one by one, as long as one fits. */
    private List<Integer> filled(List<Integer> rounded, double factor, double budget) {
      List<Integer> widths = new ArrayList<>(rounded);
      while (true) {
        Optional<Integer> next =
            IntStream.range(0, wanted.length)
                .boxed()
                .filter(i -> widths.get(i) < writers.get(i).filters())
                .filter(i -> cost(withOneMore(widths, i)) <= budget)
                .min(Comparator.comparingDouble(i -> widths.get(i) - factor * wanted[i]));
        if (next.isEmpty()) {
          return widths;
        }
        widths.set(next.get(), widths.get(next.get()) + 1);
      }
    }

    private static List<Integer> withOneMore(List<Integer> widths, int index) {
      List<Integer> more = new ArrayList<>(widths);
      more.set(index, more.get(index) + 1);
      return more;
    }

    /** The cost of the network with these widths of the writers. */
    private double cost(List<Integer> widths) {
      Map<String, Double> inputs = new Widths(writers, widths).inputsLeft();
      double[] outputs = new double[layers.size()];
      Arrays.fill(outputs, 1);
      for (int i = 0; i < widths.size(); i++) {
        Layer writer = writers.get(i);
        outputs[layers.indexOf(writer)] = (double) widths.get(i) / writer.filters();
      }
      double cost = 0;
      for (int i = 0; i < outputs.length; i++) {
        Layer layer = layers.get(i);
        cost += limit.cost(layer) * outputs[i] * inputs.getOrDefault(layer.name(), 1.0);
      }
      return cost;
    }
  }
}
