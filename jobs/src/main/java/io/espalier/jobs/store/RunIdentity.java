package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * Which run a row is about.
 *
 * @param key SHA-256 in hexadecimal of all that decides the run's result
 * @param dataset the dataset's name
 * @param datasetFingerprint SHA-256 in hexadecimal of the dataset's content
 * @param model the architecture's name
 * @param structure what is removed at once: single weights, filters or channels, by the sweep's
 *     name
 * @param method the method's name; {@code dense} for the unpruned reference
 * @param variant those settings of the method that differ from their defaults, as canonical text;
 *     empty when none does
 * @param setting dataset and model with those of their settings that differ from their defaults,
 *     and a precision other than float32, as canonical text. Runs are compared within one setting
 *     only
 * @param denseVariant the {@code variant} of the dense run that this one descends from; null when
 *     it descends from none
 * @param settings every setting of the run as canonical JSON
 * @param seed of initial weights, batches and all else that is random
 * @param sparsityTarget the share of prunable weights to remove, in [0, 1); 0 for a dense run
 * @param denseKey the key of the dense run that this one descends from; null for dense runs and for
 *     methods that start at initialisation
 * @param parentKey the key of the run that this one starts from; null when it starts at
 *     initialisation
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
    @Nullable String parentKey)
    implements Serializable {

  /**
   * @throws IllegalArgumentException naming the first value that is missing or out of range
   */
  public RunIdentity {
    Require.fileName("key", key);
    Require.text("dataset", dataset);
    Require.text("dataset_fingerprint", datasetFingerprint);
    Require.text("model", model);
    Require.text("structure", structure);
    Require.text("method", method);
    Require.that(variant != null, "variant", variant, "text, empty when all is at its default");
    Require.text("setting", setting);
    Require.text("settings", settings);
    Require.that(
        sparsityTarget >= 0 && sparsityTarget < 1,
        "sparsity_target",
        sparsityTarget,
        "at least 0 and less than 1");
    Require.that(
        (denseKey == null) == (denseVariant == null),
        "dense_variant",
        denseVariant,
        "null exactly when dense_key is");
  }
}
