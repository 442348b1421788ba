// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.HostView;
import io.espalier.pruning.model.Layer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * N:M sparsity (Zhou et al. 2021, "Learning N:M fine-grained structured sparse neural networks from
 * scratch"): of every M consecutive weights along a layer's input dimension, N are kept. Layers
 * whose input dimension is not a multiple of M stay dense. A pattern defines the sparsity,
 * regardless of the target.
 *
 * @param keep N, from 1 to M − 1
 * @param of M, from 2 to 32
 */
public record NofM(int keep, int of) implements Granularity {
  private static final Pattern NAME = Pattern.compile("([1-9]\\d?):([1-9]\\d?)");

  private static final int LARGEST = 32;

  /**
   * @throws IllegalArgumentException when a number is out of range
   */
  public NofM {
    if (!isPattern(keep, of)) {
      throw new IllegalArgumentException(
          "Invalid pattern: %s:%s, must be N:M with 1 ≤ N < M ≤ %s".formatted(keep, of, LARGEST));
    }
  }

  static Optional<Granularity> named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int keep = Integer.parseInt(matcher.group(1));
    int of = Integer.parseInt(matcher.group(2));
    return isPattern(keep, of) ? Optional.of(new NofM(keep, of)) : Optional.empty();
  }

  /** 1 − N/M, the sparsity of layers with the pattern; dense layers lower that of the network. */
  @Override
  public Optional<Sparsity> ownSparsity() {
    return Optional.of(new Sparsity(1 - (double) keep / of));
  }

  /**
   * At a lower sparsity than that of the pattern, as in intermediate steps of a method,
   * round(density · M) of every M weights are kept.
   */
  @Override
  public Selection selection(List<Layer> layers, Sparsity sparsity) {
    int kept = Math.max(keep, (int) Math.round(sparsity.density() * of));
    return new Blocks(layers.stream().filter(this::fits).toList(), layers, kept, of);
  }

  @Override
  public String toString() {
    return keep + ":" + of;
  }

  private boolean fits(Layer layer) {
    return layer.inputsOfFilter() % of == 0;
  }

  private static boolean isPattern(int keep, int of) {
    return keep >= 1 && keep < of && of <= LARGEST;
  }

  private record Blocks(List<Layer> fitting, List<Layer> all, int kept, int of)
      implements Selection {
    @Override
    public void project(NDArray scores, Ranking ranking, Mask mask) {
      FloatBuffer values = scores.toByteBuffer(true).asFloatBuffer();
      HostView target = HostView.of(mask.values());
      FloatBuffer bits = target.floats();
      for (Layer layer : fitting) {
        int end = (int) (layer.offset() + layer.size());
        for (int block = (int) layer.offset(); block < end; block += of) {
          project(values, ranking, block, bits);
        }
      }
      target.commit();
    }

    private void project(FloatBuffer scores, Ranking ranking, int block, FloatBuffer bits) {
      for (int i = block; i < block + of; i++) {
        int before = 0; // how many of the block rank before this one
        int own = TopK.keyOf(scores, i, ranking);
        for (int j = block; j < block + of; j++) {
          int order = Integer.compareUnsigned(TopK.keyOf(scores, j, ranking), own);
          before += order > 0 || (order == 0 && j < i) ? 1 : 0;
        }
        bits.put(i, before < kept ? 1f : 0f);
      }
    }

    @Override
    public long groups() {
      return all.stream().mapToLong(Layer::size).sum();
    }

    @Override
    public long groupsKept() {
      return groups() - fitting.stream().mapToLong(Layer::size).sum() / of * (of - kept);
    }
  }
}
