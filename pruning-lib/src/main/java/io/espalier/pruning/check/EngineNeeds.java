// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.model.Precision;
import java.util.Set;

/**
 * The engine features that a run, or a prediction, uses.
 *
 * @param operations operations of the network
 * @param precision precision of the network
 * @param derivatives derivatives that the method uses
 */
public record EngineNeeds(Set<Operation> operations, Precision precision, Derivatives derivatives) {
  /** Derivatives of the loss with respect to the weights; none is used to predict. */
  public enum Derivatives {
    NONE,
    FIRST,
    SECOND
  }

  public EngineNeeds {
    operations = Set.copyOf(operations);
  }

  /** Whether {@code finding} concerns a feature that the run uses. */
  boolean include(Finding finding) {
    boolean isOfType = finding.type().equals(precision.toString());
    return operations.contains(finding.operation())
        && switch (finding.quantity()) {
          case LOGITS -> isOfType;
          case GRADIENT -> isOfType && derivatives != Derivatives.NONE;
          case HESSIAN_PRODUCT -> derivatives == Derivatives.SECOND;
        };
  }
}
