// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.io.Serializable;

/**
 * The specification of a run. Together with the runs that it starts from, it determines the result.
 *
 * @param fingerprint of the dataset's content, see {@link
 *     io.espalier.pruning.data.ImageSet#fingerprint}; the location of the data is not part of a
 *     run. {@link #NOT_READ} when a plan is made without the data
 * @param sparsity share of weights to remove; {@link Sparsity#DENSE} for a dense run
 * @param data the part of the training images to train on
 */
public record RunSpec(
    Choice<ImageDataset> dataset,
    String fingerprint,
    Choice<Architecture> model,
    Precision precision,
    Granularity structure,
    Choice<PruningMethod> method,
    Sparsity sparsity,
    long seed,
    Choice<DataPruning> data)
    implements Serializable {

  /** A run on all training images. */
  public RunSpec(
      Choice<ImageDataset> dataset,
      String fingerprint,
      Choice<Architecture> model,
      Precision precision,
      Granularity structure,
      Choice<PruningMethod> method,
      Sparsity sparsity,
      long seed) {
    this(
        dataset,
        fingerprint,
        model,
        precision,
        structure,
        method,
        sparsity,
        seed,
        DataPruning.NONE);
  }

  /**
   * Replaces the fingerprint of a dataset that was not read; keys with it never belong to a result.
   */
  public static final String NOT_READ = "not read";

  public RunSpec {
    if (fingerprint.isBlank()) {
      throw new IllegalArgumentException(
          "Invalid fingerprint of " + dataset + ": \"\", must be that of its content");
    }
  }

  /**
   * Dataset, model and, if it is not float32, precision as canonical text, and the part of the
   * images if it is not all: {@code cifar10(limit=1000) resnet20s bf16 data_pruning(keep=0.5)}.
   */
  public String setting() {
    String network = dataset + " " + model;
    String computed = precision == Precision.FLOAT32 ? network : network + " " + precision;
    return data.value().keepsAll() ? computed : computed + " " + data;
  }

  /** For display: {@code bip(epochs=8) 73.79 % cifar10 resnet20s seed 1}. */
  @Override
  public String toString() {
    return method + " " + sparsity + " " + setting() + " seed " + seed;
  }
}
