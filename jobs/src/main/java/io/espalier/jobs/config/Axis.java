// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Dimensions of the grid that vary together; usually a single one.
 *
 * @param dimensions their names
 * @param length how many values each of them has
 */
record Axis(List<String> dimensions, int length) {

  /** Maximum number of combinations of a sweep: each becomes a run, a file and a line of a plan. */
  static final int MAX_COMBINATIONS = 100_000;

  /** The number of combinations in {@link #product}. */
  static double combinations(List<Axis> axes) {
    return axes.stream().mapToDouble(Axis::length).reduce(1, (all, length) -> all * length);
  }

  /** For a message: {@code 250,000 cells, must be at most 100,000}. */
  static String tooMany(double found, String what) {
    return String.format(
        Locale.ROOT, "%,.0f %s, must be at most %,d", found, what, MAX_COMBINATIONS);
  }

  /**
   * All combinations of the axes' positions, the last axis moving fastest. Each maps every
   * dimension's name to the index of its value.
   */
  static List<Map<String, Integer>> product(List<Axis> axes) {
    List<Map<String, Integer>> product = List.of(Map.of());
    for (Axis axis : axes) {
      List<Map<String, Integer>> longer = new ArrayList<>();
      for (Map<String, Integer> position : product) {
        for (int i = 0; i < axis.length; i++) {
          Map<String, Integer> extended = new HashMap<>(position);
          for (String dimension : axis.dimensions) {
            extended.put(dimension, i);
          }
          longer.add(extended);
        }
      }
      product = longer;
    }
    return product;
  }
}
