// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import java.util.List;

/**
 * Multiply-accumulate operations of convolutions and fully connected layers per image.
 *
 * @param dense number with all weights
 * @param kept number with the weights that a mask keeps, as on hardware that skips zeros
 */
public record Macs(long dense, long kept) {

  /** The sum over {@code layers}. */
  public static Macs of(List<LayerSparsity> layers) {
    long dense = 0;
    long kept = 0;
    for (LayerSparsity sparsity : layers) {
      dense += sparsity.layer().size() * sparsity.layer().positions();
      kept += sparsity.kept() * sparsity.layer().positions();
    }
    return new Macs(dense, kept);
  }
}
