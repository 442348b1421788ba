// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.EngineCheck.Quantity;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.model.Precision;
import java.util.Set;

/**
 * The engine features that a run uses.
 *
 * @param operations operations of the network
 * @param precision precision of the network
 * @param derivatives derivatives that the method uses
 */
public record EngineNeeds(Set<Operation> operations, Precision precision, Derivatives derivatives) {
  /** Derivatives of the loss with respect to the weights. */
  public enum Derivatives {
    FIRST,
    SECOND
  }

  public EngineNeeds {
    operations = Set.copyOf(operations);
  }

  /** Whether {@code finding} concerns a feature that the run uses. */
  boolean include(Finding finding) {
    return operations.contains(finding.operation())
        && (finding.quantity() == Quantity.HESSIAN_PRODUCT
            ? derivatives == Derivatives.SECOND
            : finding.type().equals(precision.toString()));
  }
}
