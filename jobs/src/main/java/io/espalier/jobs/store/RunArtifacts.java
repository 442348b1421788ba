// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.Serializable;

/**
 * The files that a run keeps, where the run wrote them or, in rows that were read, where they are
 * now. Every run keeps both; the columns allow null for rows of other writers.
 *
 * @param weightsUri file of the trained weights, in a folder that is a DJL model; an absolute path
 *     if it is local
 * @param maskUri file of the mask, one bit per prunable weight, all 1 for dense runs; likewise
 */
public record RunArtifacts(@Nullable String weightsUri, @Nullable String maskUri)
    implements Serializable {}
