package io.espalier.jobs.plan;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.io.Serializable;

/**
 * What one run does. With the runs it starts from, this decides its result.
 *
 * @param fingerprint of the dataset's content, see {@link
 *     io.espalier.pruning.data.ImageSet#fingerprint}; where the data lie is no part of a run.
 *     {@link #NOT_READ} where a plan is made before the data are there
 * @param sparsity the share to remove; {@link Sparsity#DENSE} for a dense run
 */
public record RunSpec(
    Choice<ImageDataset> dataset,
    String fingerprint,
    Choice<Architecture> model,
    Precision precision,
    Granularity structure,
    Choice<PruningMethod> method,
    Sparsity sparsity,
    long seed)
    implements Serializable {

  /**
   * Stands for the fingerprint of a dataset that was not read: no key over it is ever a result's.
   */
  public static final String NOT_READ = "not read";

  public RunSpec {
    if (fingerprint.isBlank()) {
      throw new IllegalArgumentException(
          "Invalid fingerprint of " + dataset + ": \"\", must be that of its content");
    }
  }

  /**
   * Dataset, model and a precision that is not float32, as one canonical line: {@code
   * cifar10(limit=1000) resnet20s bf16}.
   */
  public String setting() {
    String network = dataset + " " + model;
    return precision == Precision.FLOAT32 ? network : network + " " + precision;
  }

  /** For people: {@code bip(epochs=8) 73.79 % cifar10 resnet20s seed 1}. */
  @Override
  public String toString() {
    return method + " " + sparsity + " " + setting() + " seed " + seed;
  }
}
