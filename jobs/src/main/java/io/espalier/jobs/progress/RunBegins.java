// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.progress;

import io.espalier.jobs.plan.RunKey;
import java.io.Serializable;

/**
 * The message of an executor when it begins an attempt at a run.
 *
 * @param key of the run
 */
public record RunBegins(RunKey key) implements Serializable {}
