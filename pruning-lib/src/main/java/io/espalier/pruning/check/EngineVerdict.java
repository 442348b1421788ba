// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.engine.InstructionSet;
import java.io.Serializable;
import java.util.List;

/**
 * The result of an engine check under one limit on the instruction set.
 *
 * @param limit value of {@link InstructionSet#VARIABLE}
 * @param findings findings of all operations
 */
public record EngineVerdict(String limit, List<Finding> findings) implements Serializable {
  /** Every instruction that the processor has. */
  public static final String NO_LIMIT = "ALL";

  public EngineVerdict {
    findings = List.copyOf(findings);
  }

  /** What is wrong of it. */
  public List<Finding> wrong() {
    return findings.stream().filter(finding -> !finding.isRight()).toList();
  }

  /** How much is wrong that listed models are made of. */
  long wrongOfListedModels() {
    return wrong().stream().filter(finding -> finding.operation().isOfListedModels()).count();
  }
}
