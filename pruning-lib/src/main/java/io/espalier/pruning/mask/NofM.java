// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.model.Layer;
import java.util.Collections;
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
    return new Blocks(Rows.of(layers.stream().filter(this::fits).toList(), of), layers, kept);
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

  /**
   * @param parts blocks of M weights
   * @param kept number of weights kept of each block
   */
  private record Blocks(List<Rows> parts, List<Layer> all, int kept) implements Selection {
    @Override
    public void project(NDArray scores, Ranking ranking, Mask mask) {
      List<Long> counts = Collections.nCopies(parts.size(), (long) kept);
      mask.selector().best(parts, counts, scores, ranking, mask.values());
    }

    @Override
    public long groups() {
      return all.stream().mapToLong(Layer::size).sum();
    }

    @Override
    public long groupsKept() {
      return groups()
          - parts.stream().mapToLong(part -> part.count() * (part.length() - kept)).sum();
    }
  }
}
