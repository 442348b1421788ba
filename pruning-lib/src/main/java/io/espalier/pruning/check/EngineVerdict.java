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
  /** No limit: every instruction of the processor. */
  public static final String NO_LIMIT = "ALL";

  public EngineVerdict {
    findings = List.copyOf(findings);
  }

  /** The findings with incorrect results. */
  public List<Finding> wrong() {
    return findings.stream().filter(finding -> !finding.isRight()).toList();
  }

  /** The number of incorrect findings about operations of listed models. */
  long wrongOfListedModels() {
    return wrong().stream().filter(finding -> finding.operation().isOfListedModels()).count();
  }
}
