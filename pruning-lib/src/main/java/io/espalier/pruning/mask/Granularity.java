package io.espalier.pruning.mask;

import io.espalier.pruning.model.Layer;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is removed together: the structure of a mask. Its text is the name that users write.
 *
 * <p>Layers are those of a channels-last network, see {@link Layer#offset}.
 */
public sealed interface Granularity extends Serializable
    permits Unstructured, Filters, Channels, NofM {
  /** What users can write, for messages. */
  List<String> KNOWN = List.of("unstructured", "filter", "channel", "2:4");

  /** The masks of this structure that remove the share {@code sparsity}. */
  Selection selection(List<Layer> layers, Sparsity sparsity);

  /** The sparsity that the structure itself stands for, whatever is asked; empty where none. */
  default Optional<Sparsity> ownSparsity() {
    return Optional.empty();
  }

  /** Raised whenever runs of this structure would give another result; part of their keys. */
  default int version() {
    return 1;
  }

  /**
   * The structure called {@code name}: {@code unstructured}, {@code filter}, {@code channel}, or a
   * pattern such as {@code 2:4}; empty when there is none of that name.
   */
  static Optional<Granularity> named(String name) {
    return Stream.<Granularity>of(new Unstructured(), new Filters(), new Channels())
        .filter(known -> known.toString().equals(name))
        .findFirst()
        .or(() -> NofM.named(name));
  }
}
