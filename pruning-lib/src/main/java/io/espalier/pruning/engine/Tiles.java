// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Elementwise operations on long vectors, tile by tile. A tile stays in the cache of the processor
 * from one operation to the next, and intermediate results need no new memory pages. On other
 * devices, where each operation is a kernel launch, the whole vector is one tile (not tried on a
 * GPU).
 */
public final class Tiles {
  /** Eight tiles of float32 take 2 MB, the size of a second-level cache. */
  private static final long LENGTH = 1 << 16;

  private Tiles() {}

  /**
   * Applies {@code work} to each tile; frees its intermediate arrays.
   *
   * @param work called with one tile of each vector, in their order: views that it changes in place
   * @param vectors vectors of equal length, none of which requires a gradient
   */
  public static void each(Consumer<NDList> work, NDArray... vectors) {
    long length = vectors[0].size();
    long[] cuts = LongStream.iterate(LENGTH, cut -> cut < length, cut -> cut + LENGTH).toArray();
    if (cuts.length == 0 || vectors[0].getDevice().isGpu()) {
      scoped(work, new NDList(vectors));
      return;
    }
    try (NDScope views = new NDScope()) {
      views.suppressNotUsedWarning();
      List<NDList> parts = Arrays.stream(vectors).map(vector -> vector.split(cuts)).toList();
      for (int tile = 0; tile <= cuts.length; tile++) {
        scoped(work, tile(parts, tile));
      }
    }
  }

  private static NDList tile(List<NDList> parts, int tile) {
    return new NDList(parts.stream().map(part -> part.get(tile)).toList());
  }

  private static void scoped(Consumer<NDList> work, NDList tile) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      work.accept(tile);
    }
  }
}
