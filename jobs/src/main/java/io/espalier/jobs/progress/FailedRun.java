// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.plan.RunNode;

/**
 * A run that failed permanently.
 *
 * @param kind of its last failure: {@code OOM}, {@code DATA}, …
 * @param cause in one line
 */
public record FailedRun(RunNode node, String kind, String cause) {}
