// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

/**
 * The result of another run, as what a run starts from.
 *
 * @param denseKey key of the dense run that it descends from
 * @param denseVariant non-default settings of that dense run as canonical text; empty when all are
 *     defaults
 * @param parentKey key of the run whose result it starts from: the dense run, or the previous round
 *     of the method
 */
public record Descent(RunKey denseKey, String denseVariant, RunKey parentKey) implements Origin {

  /** Whether the parent is the dense run. */
  public boolean isFromDense() {
    return parentKey.equals(denseKey);
  }
}
