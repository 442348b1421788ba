// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import io.espalier.pruning.model.Layer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The structure of a mask: the unit that is removed as a whole. Its string is the name used in
 * sweeps.
 *
 * <p>Layers are those of a channels-last network, see {@link Layer#offset}.
 */
public sealed interface Granularity extends Serializable
    permits Unstructured, Filters, FiltersThenWeights, Channels, NofM {
  /** Names for messages; 2:4 stands for every N:M, filter:0.5 for every share of filters. */
  List<String> KNOWN = List.of("unstructured", "filter", "filter:0.5", "channel", "2:4");

  /** The masks of this structure with this sparsity. */
  Selection selection(List<Layer> layers, Sparsity sparsity);

  /** The sparsity that the structure itself defines, regardless of the target; empty if none. */
  default Optional<Sparsity> ownSparsity() {
    return Optional.empty();
  }

  /**
   * The reason why this structure has no masks of a target sparsity, as the end of a sentence;
   * empty if it has.
   */
  default Optional<String> refuses(Sparsity target) {
    return Optional.empty();
  }

  /** Increased when runs of this structure yield other results; part of their keys. */
  default int version() {
    return 1;
  }

  /**
   * The structure called {@code name}: {@code unstructured}, {@code filter}, {@code filter:} with a
   * share, {@code channel}, or a pattern such as {@code 2:4}; empty if there is no such structure.
   */
  static Optional<Granularity> named(String name) {
    return Stream.<Granularity>of(new Unstructured(), new Filters(), new Channels())
        .filter(known -> known.toString().equals(name))
        .findFirst()
        .or(() -> FiltersThenWeights.named(name))
        .or(() -> NofM.named(name));
  }
}
