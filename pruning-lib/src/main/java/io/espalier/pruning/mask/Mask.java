// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The prunable weights that are kept, and the other parameters that are removed with filters.
 *
 * @param values float32, shape (n): 1 where a weight is kept, 0 where it is removed, in the order
 *     of {@link io.espalier.pruning.model.PrunableNet}'s flat weights
 * @param other float32, shape (o): 0 for the biases and batch-norm parameters of filters that a
 *     filter-wise mask removes, 1 for all else
 * @param selector selects which weights the mask keeps, see {@link Selection#project}
 */
public record Mask(NDArray values, NDArray other, Selector selector) {

  /** A mask of these values, which is changed in the way of their device. */
  public Mask(NDArray values, NDArray other) {
    this(values, other, Selector.of(Residence.of(values.getDevice()), values.getManager()));
  }

  /**
   * A mask that keeps all parameters of {@code net}, in its memory. It is changed in the way of its
   * {@linkplain PrunableNet#residence() residence}.
   */
  public static Mask dense(PrunableNet net) {
    NDManager manager = net.manager();
    return new Mask(
        manager.ones(new Shape(net.prunable())),
        manager.ones(new Shape(net.others())),
        Selector.of(net.residence(), manager));
  }

  /** A mask that keeps all {@code n} weights and {@code o} other parameters. */
  public static Mask dense(NDManager manager, long n, long o) {
    return new Mask(manager.ones(new Shape(n)), manager.ones(new Shape(o)));
  }

  /** A copy with its own storage. */
  public Mask copy() {
    return new Mask(values.duplicate(), other.duplicate(), selector);
  }

  /** As many weights of each layer as this mask keeps now, for other masks of the network. */
  public LayerBudget budget(List<Layer> layers) {
    return selector.budget(layers, this);
  }

  /**
   * z = m⊙θ and the other parameters as arrays of the scope of the caller, with the same
   * statistics.
   */
  public NetworkState on(NetworkState state) {
    return new NetworkState(
        state.weights().mul(values), state.other().mul(other), state.statistics());
  }

  /** As {@link #on}, with a copy of the statistics, so that the result can be kept. */
  public NetworkState applied(NetworkState state) {
    return on(state).withScratchStatistics();
  }

  /** The number of weights kept. */
  public long kept() {
    return kept(0, values.size());
  }

  /** The number of weights kept in {@code [from, from + length)}. */
  public long kept(long from, long length) {
    try (HostCopy copy = HostCopy.of(values)) {
      return kept(copy.floats(), from, length);
    }
  }

  private static long kept(FloatBuffer bits, long from, long length) {
    long kept = 0;
    for (int i = (int) from; i < from + length; i++) {
      kept += bits.get(i) == 0f ? 0 : 1;
    }
    return kept;
  }

  /**
   * The magnitudes of the weights of a layer that a mask keeps.
   *
   * @param weights of all layers, shape (n)
   * @param mask of all layers, shape (n)
   */
  public static double[] survivors(Layer layer, FloatBuffer weights, FloatBuffer mask) {
    int from = (int) layer.offset();
    return IntStream.range(from, from + (int) layer.size())
        .filter(i -> mask.get(i) != 0f)
        .mapToDouble(i -> Math.abs(weights.get(i)))
        .toArray();
  }

  /** The number of other parameters kept. */
  public long otherKept() {
    return (long) HostCopy.scalar(other.sum());
  }

  /** One bit per weight, the first weight in the lowest bit of the first byte; ⌈n/8⌉ bytes. */
  public byte[] packed() {
    try (HostCopy copy = HostCopy.of(values)) {
      return packed(copy.floats());
    }
  }

  private static byte[] packed(FloatBuffer bits) {
    byte[] packed = new byte[(bits.limit() + 7) / 8];
    for (int i = 0; i < bits.limit(); i++) {
      if (bits.get(i) != 0f) {
        packed[i >> 3] |= (byte) (1 << (i & 7));
      }
    }
    return packed;
  }

  /**
   * The mask of {@code n} weights from the result of {@link #packed}.
   *
   * @param o the number of other parameters, all of which are kept
   */
  public static Mask unpacked(NDManager manager, byte[] packed, int n, long o) {
    return new Mask(unpacked(manager, packed, n), manager.ones(new Shape(o)));
  }

  /** The mask of {@code net} as above, in its memory. */
  public static Mask unpacked(PrunableNet net, byte[] packed) {
    NDManager manager = net.manager();
    return new Mask(
        unpacked(manager, packed, (int) net.prunable()),
        manager.ones(new Shape(net.others())),
        Selector.of(net.residence(), manager));
  }

  private static NDArray unpacked(NDManager manager, byte[] packed, int n) {
    BitSet kept = BitSet.valueOf(packed);
    float[] values = new float[n];
    kept.stream().forEach(i -> values[i] = 1f);
    return manager.create(values);
  }
}
