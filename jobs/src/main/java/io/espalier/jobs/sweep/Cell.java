// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.util.Optional;

/**
 * A point of a grid: a result that the user requests.
 *
 * @param dense the settings of the dense run that {@code method} is compared with and may start
 *     from
 * @param method equal to {@code dense} for a dense run; {@code sparsity} is then {@link
 *     Sparsity#DENSE}, and {@code structure} unstructured
 * @param like the other method whose mask {@code method} starts from; empty unless it starts from
 *     one
 * @param data the part of the training images to train on
 */
public record Cell(
    Choice<ImageDataset> dataset,
    Choice<Architecture> model,
    Precision precision,
    Granularity structure,
    Choice<PruningMethod> dense,
    Choice<PruningMethod> method,
    Sparsity sparsity,
    long seed,
    Optional<Choice<PruningMethod>> like,
    Choice<DataPruning> data) {

  public Cell {
    boolean unpruned = sparsity.equals(Sparsity.DENSE) && structure.equals(new Unstructured());
    if (method.equals(dense) && !unpruned) {
      throw new IllegalArgumentException(
          "Invalid cell: %s at %s %s, must be unpruned".formatted(method, sparsity, structure));
    }
  }

  /** A cell on all images, whose method does not start from the mask of another one. */
  public Cell(
      Choice<ImageDataset> dataset,
      Choice<Architecture> model,
      Precision precision,
      Granularity structure,
      Choice<PruningMethod> dense,
      Choice<PruningMethod> method,
      Sparsity sparsity,
      long seed) {
    this(
        dataset,
        model,
        precision,
        structure,
        dense,
        method,
        sparsity,
        seed,
        Optional.empty(),
        DataPruning.NONE);
  }

  /** This cell on a part of the training images. */
  public Cell on(Choice<DataPruning> part) {
    return new Cell(
        dataset, model, precision, structure, dense, method, sparsity, seed, like, part);
  }

  /** This cell with another method. */
  public Cell with(Choice<PruningMethod> another) {
    return new Cell(
        dataset,
        model,
        precision,
        structure,
        dense,
        another,
        sparsity,
        seed,
        Optional.empty(),
        data);
  }

  /** This cell, whose method starts from the mask of {@code another}. */
  public Cell like(Choice<PruningMethod> another) {
    return new Cell(
        dataset,
        model,
        precision,
        structure,
        dense,
        method,
        sparsity,
        seed,
        Optional.of(another),
        data);
  }

  /** The cell whose mask this one starts from; empty if it starts from none. */
  public Optional<Cell> other() {
    return like.map(this::with);
  }

  /** Whether the two differ in their methods only. */
  public boolean differsInMethodOnly(Cell other) {
    return dataset.equals(other.dataset)
        && model.equals(other.model)
        && precision == other.precision
        && structure.equals(other.structure)
        && dense.equals(other.dense)
        && sparsity.equals(other.sparsity)
        && seed == other.seed
        && data.equals(other.data)
        && !method.equals(other.method);
  }
}
