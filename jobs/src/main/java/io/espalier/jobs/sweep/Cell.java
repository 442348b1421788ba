// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;

/**
 * A point of a grid: a result that the user requests.
 *
 * @param dense the settings of the dense run that {@code method} is compared with and may start
 *     from
 * @param method equal to {@code dense} for a dense run; {@code sparsity} is then {@link
 *     Sparsity#DENSE}, and {@code structure} unstructured
 */
public record Cell(
    Choice<ImageDataset> dataset,
    Choice<Architecture> model,
    Precision precision,
    Granularity structure,
    Choice<PruningMethod> dense,
    Choice<PruningMethod> method,
    Sparsity sparsity,
    long seed) {

  public Cell {
    boolean unpruned = sparsity.equals(Sparsity.DENSE) && structure.equals(new Unstructured());
    if (method.equals(dense) && !unpruned) {
      throw new IllegalArgumentException(
          "Invalid cell: %s at %s %s, must be unpruned".formatted(method, sparsity, structure));
    }
  }
}
