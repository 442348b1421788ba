// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import io.espalier.pruning.model.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of a vector of scores, in rows that are ranked separately.
 *
 * @param offset index of the first score
 * @param count number of rows, which follow one another
 * @param length number of scores in a row
 */
record Rows(long offset, long count, long length) {

  /** The layers, each of which is one row. */
  static List<Rows> of(List<Layer> layers) {
    return layers.stream().map(layer -> new Rows(layer.offset(), 1, layer.size())).toList();
  }

  /** The rows of {@code length} scores of all layers, in as few parts as possible. */
  static List<Rows> of(List<Layer> layers, long length) {
    return joined(
        layers.stream().map(layer -> new Rows(layer.offset(), layer.size() / length, length)));
  }

  /** The scores of {@code rows}, in as few parts as possible. */
  static List<Rows> ranges(List<Rows> rows) {
    return joined(rows.stream().map(part -> new Rows(part.offset, part.size(), 1)));
  }

  /** Joins parts that follow one another; all rows have the same length. */
  private static List<Rows> joined(Stream<Rows> parts) {
    List<Rows> joined = new ArrayList<>();
    parts.forEach(
        part -> {
          int last = joined.size() - 1;
          Rows before = last < 0 ? part : joined.get(last);
          if (before.end() == part.offset) {
            joined.set(last, new Rows(before.offset, before.count + part.count, part.length));
          } else {
            joined.add(part);
          }
        });
    return List.copyOf(joined);
  }

  /** The number of scores. */
  long size() {
    return count * length;
  }

  /** The index after the last score. */
  long end() {
    return offset + size();
  }
}
