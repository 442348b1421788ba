// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * The artifacts of a run.
 *
 * @param weightsUri location of the trained weights; null when they are not kept
 * @param maskUri location of the mask, one bit per prunable weight; null for dense runs
 */
public record RunArtifacts(@Nullable String weightsUri, @Nullable String maskUri)
    implements Serializable {}
