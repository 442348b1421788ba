package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * What a run left beside its rows.
 *
 * @param weightsUri where the trained weights lie; null when they were not kept
 * @param maskUri where the mask lies, one bit a prunable weight; null for dense runs
 */
public record RunArtifacts(@Nullable String weightsUri, @Nullable String maskUri)
    implements Serializable {}
