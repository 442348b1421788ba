// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * A prunable layer of a finished run: a row of the table of layers.
 *
 * @param key of the run
 * @param layer index of the layer, from 0 at the input
 * @param name of the layer
 * @param shape of its weights, {@code 64x16x3x3}: filters, input channels, rows, columns
 * @param prunable number of weights
 * @param kept number of weights kept
 * @param pqIndex PQ index of the weights kept, in [0, 1); null in rows before version 6, and if no
 *     weight is kept that is not 0
 * @param distortion how the outputs change when this layer alone loses its smallest weights, as a
 *     JSON array of {@code [weights removed, distortion]}; null unless the method measures it
 */
public record LayerRow(
    String key,
    int layer,
    String name,
    String shape,
    long prunable,
    long kept,
    @Nullable Double pqIndex,
    @Nullable String distortion)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public LayerRow {
    new Requirements()
        .fileName("key", key)
        .atLeast(0, "layer", layer)
        .text("name", name)
        .text("shape", shape)
        .atLeast(1, "prunable", prunable)
        .between(0, prunable, "kept", kept)
        .check();
  }
}
