// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;

/**
 * The identity of a run.
 *
 * @param key SHA-256 in hexadecimal of everything that determines the result
 * @param dataset the dataset's name
 * @param datasetFingerprint SHA-256 in hexadecimal of the dataset's content
 * @param model the architecture's name
 * @param structure unit of pruning: single weights, filters, channels or a pattern such as {@code
 *     2:4}, by the name used in sweeps
 * @param method the method's name; {@code dense} for the unpruned reference
 * @param variant non-default settings of the method as canonical text; empty when all are defaults
 * @param setting dataset and model with their non-default settings, a precision other than float32,
 *     and the part of the images if it is not all, as canonical text. Only runs of one setting are
 *     compared
 * @param denseVariant the {@code variant} of the dense run that this one descends from; null when
 *     it descends from none
 * @param settings every setting of the run as canonical JSON
 * @param seed seed of initial weights, batches and everything else that is random
 * @param sparsityTarget share of prunable weights to remove, in [0, 1); 0 for a dense run
 * @param denseKey the key of the dense run that this one descends from; null for dense runs and for
 *     methods that start at initialisation
 * @param parentKey the key of the run that this one starts from; null when it starts at
 *     initialisation
 * @param scoresKey the key of the run that scored the training images of which this one sees a
 *     part; null if it sees all, or random ones
 */
public record RunIdentity(
    String key,
    String dataset,
    String datasetFingerprint,
    String model,
    String structure,
    String method,
    String variant,
    String setting,
    @Nullable String denseVariant,
    String settings,
    long seed,
    double sparsityTarget,
    @Nullable String denseKey,
    @Nullable String parentKey,
    @Nullable String scoresKey)
    implements Serializable {

  /** The identity of a run that needs no scores of images. */
  public RunIdentity(
      String key,
      String dataset,
      String datasetFingerprint,
      String model,
      String structure,
      String method,
      String variant,
      String setting,
      String denseVariant,
      String settings,
      long seed,
      double sparsityTarget,
      String denseKey,
      String parentKey) {
    this(
        key,
        dataset,
        datasetFingerprint,
        model,
        structure,
        method,
        variant,
        setting,
        denseVariant,
        settings,
        seed,
        sparsityTarget,
        denseKey,
        parentKey,
        null);
  }

  /**
   * @throws IllegalArgumentException naming every value that is missing or out of range
   */
  public RunIdentity {
    new Requirements()
        .fileName("key", key)
        .text("dataset", dataset)
        .text("dataset_fingerprint", datasetFingerprint)
        .text("model", model)
        .text("structure", structure)
        .text("method", method)
        .that(variant != null, "variant", variant, "text, empty when all is at its default")
        .text("setting", setting)
        .text("settings", settings)
        .fraction("sparsity_target", sparsityTarget)
        .that(
            (denseKey == null) == (denseVariant == null),
            "dense_variant",
            denseVariant,
            "null exactly when dense_key is")
        .check();
  }
}
