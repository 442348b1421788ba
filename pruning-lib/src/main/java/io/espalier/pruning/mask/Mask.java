package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.BitSet;

/**
 * Which prunable weights are kept.
 *
 * @param values float32, shape (n): 1 where a weight is kept, 0 where it is removed, in the order
 *     of {@link io.espalier.pruning.model.PrunableNet}'s flat weights
 */
public record Mask(NDArray values) {

  /** All {@code n} weights kept. */
  public static Mask dense(NDManager manager, long n) {
    return new Mask(manager.ones(new Shape(n)));
  }

  /** The {@code kept} largest of {@code scores} (float32, shape (n)), ties by index. */
  public static Mask topK(NDArray scores, long kept, Ranking ranking) {
    Mask mask = new Mask(scores.getManager().zeros(scores.getShape()));
    mask.become(scores, kept, ranking);
    return mask;
  }

  /**
   * The {@code kept} largest of {@code magnitudes} by absolute value among the weights that this
   * mask keeps; the result is nested in this mask, also where a surviving weight is exactly 0.
   */
  public Mask topKWithin(NDArray magnitudes, long kept) {
    try (NDArray removed = values.sub(1);
        NDArray size = magnitudes.abs();
        NDArray survivors = size.mul(values);
        NDArray scores = survivors.add(removed)) {
      return topK(scores, kept, Ranking.SIGNED);
    }
  }

  /** Overwrites this mask in place by the top-k of {@code scores}. */
  public void become(NDArray scores, long kept, Ranking ranking) {
    TopK.select(scores, kept, ranking, values);
  }

  /** The number of ones. */
  public long kept() {
    FloatBuffer bits = values.toByteBuffer(true).asFloatBuffer();
    long kept = 0;
    for (int i = 0; i < bits.limit(); i++) {
      kept += bits.get(i) == 0f ? 0 : 1;
    }
    return kept;
  }

  /** The number of ones in {@code [from, from + length)}. */
  public long kept(long from, long length) {
    FloatBuffer bits = values.toByteBuffer(true).asFloatBuffer();
    long kept = 0;
    for (int i = (int) from; i < from + length; i++) {
      kept += bits.get(i) == 0f ? 0 : 1;
    }
    return kept;
  }

  /** One bit a weight, the first weight in the lowest bit of the first byte; ⌈n/8⌉ bytes. */
  public byte[] packed() {
    FloatBuffer bits = values.toByteBuffer(true).asFloatBuffer();
    byte[] packed = new byte[(bits.limit() + 7) / 8];
    for (int i = 0; i < bits.limit(); i++) {
      if (bits.get(i) != 0f) {
        packed[i >> 3] |= (byte) (1 << (i & 7));
      }
    }
    return packed;
  }

  /** The mask of {@code n} weights that {@link #packed} gave. */
  public static Mask unpacked(NDManager manager, byte[] packed, int n) {
    BitSet kept = BitSet.valueOf(packed);
    float[] values = new float[n];
    kept.stream().forEach(i -> values[i] = 1f);
    return new Mask(manager.create(values));
  }
}
