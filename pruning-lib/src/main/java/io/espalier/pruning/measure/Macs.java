package io.espalier.pruning.measure;

import java.util.List;

/**
 * Multiply-accumulates of convolutions and fully connected layers for one image.
 *
 * @param dense with all weights
 * @param kept with the weights that a mask keeps: what hardware that skips zeros would do
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
