package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Elementwise work on long vectors, one tile of them after another. A tile stays in a processor's
 * cache from one operation to the next, and what is computed on the way takes no new pages of
 * memory. On other devices, where each operation costs a launch, all is one tile (not tried on a
 * GPU).
 */
public final class Tiles {
  /** With float32, eight of them take 2 MB: a second-level cache. */
  private static final long LENGTH = 1 << 16;

  private Tiles() {}

  /**
   * Does the same with each tile; what {@code work} makes is freed after it.
   *
   * @param work is given the tiles in the order of their vectors: views, changed in place
   * @param vectors all of one length, none requiring a gradient
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
