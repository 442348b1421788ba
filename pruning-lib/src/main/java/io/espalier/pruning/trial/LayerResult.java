// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.measure.LayerSparsity;
import io.espalier.pruning.measure.PqIndex;
import io.espalier.pruning.method.DistortionCurve;
import io.espalier.pruning.method.Pruned;
import io.espalier.pruning.model.Layer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What a trial found of a prunable tensor.
 *
 * @param sparsity number of weights kept
 * @param pqIndex PQ index of the weights kept; empty if there are none, or only zeros
 * @param distortion how the outputs change when this layer alone loses weights; empty if the method
 *     did not measure it
 */
public record LayerResult(
    LayerSparsity sparsity, OptionalDouble pqIndex, Optional<DistortionCurve> distortion) {

  /** The results of all layers of a network. */
  static List<LayerResult> of(List<Layer> layers, Pruned pruned) {
    List<LayerSparsity> sparsities = LayerSparsity.of(layers, pruned.mask());
    List<DistortionCurve> curves = pruned.distortions();
    try (HostCopy weights = HostCopy.of(pruned.state().weights());
        HostCopy mask = HostCopy.of(pruned.mask().values())) {
      return IntStream.range(0, layers.size())
          .mapToObj(
              i ->
                  new LayerResult(
                      sparsities.get(i),
                      PqIndex.DEFAULT.of(
                          Mask.survivors(layers.get(i), weights.floats(), mask.floats())),
                      curves.isEmpty() ? Optional.empty() : Optional.of(curves.get(i))))
          .toList();
    }
  }
}
