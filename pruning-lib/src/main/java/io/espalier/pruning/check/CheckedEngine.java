// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.engine.InstructionSet;
import io.espalier.pruning.model.Operation;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The engine of a process after its check.
 *
 * @param kind model name of the processor; {@code GPU} and the model of a GPU
 * @param limit limit on the instruction set of the process, one of those checked
 * @param instructionSet instruction set under this limit; null if unknown, as on a GPU
 * @param tried verdicts of the limits checked, fastest first
 */
public record CheckedEngine(
    String kind, String limit, InstructionSet instructionSet, List<EngineVerdict> tried)
    implements Serializable {

  /** The kind of a GPU begins so, and ends with its model. */
  static final String GPU = "GPU ";

  public CheckedEngine {
    tried = List.copyOf(tried);
  }

  /** The verdict under the process's own limit. */
  public EngineVerdict verdict() {
    return tried.stream().filter(each -> each.limit().equals(limit)).findFirst().orElseThrow();
  }

  /**
   * The verdict of the fastest limit under which all operations of listed models are correct; if
   * there is none, that with the fewest incorrect ones.
   *
   * @param tried verdicts, fastest first
   */
  static String fastestRight(List<EngineVerdict> tried) {
    return tried.stream()
        .min(
            Comparator.comparingLong(EngineVerdict::wrongOfListedModels)) // the first of equal ones
        .orElseThrow()
        .limit();
  }

  /**
   * Checks that this process computes a run correctly.
   *
   * @param what name of the run for the message, such as {@code mobilenetv2 in bf16}
   * @throws WrongKernels with the worst finding, and a limit with correct results, if any
   */
  public void require(String what, EngineNeeds needs) {
    verdict().wrong().stream()
        .filter(needs::include)
        .max(Comparator.comparingDouble(Finding::error)) // NaN is the largest
        .ifPresent(
            finding -> {
              throw new WrongKernels(
                  "Cannot %s %s: libtorch computes %s incorrectly on %s, %s; %s"
                      .formatted(
                          needs.derivatives() == EngineNeeds.Derivatives.NONE
                              ? "predict with"
                              : "train",
                          what,
                          subject(finding),
                          kind,
                          extent(finding),
                          remedy(needs::include)));
            });
  }

  /** The remedy for an incorrect operation, as the end of a sentence. */
  public String remedy(Operation operation) {
    return remedy(finding -> finding.operation() == operation);
  }

  private String remedy(Predicate<Finding> needed) {
    if (kind.startsWith(GPU)) {
      return "use another GPU, driver or libtorch";
    }
    Optional<EngineVerdict> right =
        tried.stream().filter(verdict -> verdict.wrong().stream().noneMatch(needed)).findFirst();
    if (right.isPresent()) {
      return "set %s=%s in the environment of the executors for correct results"
          .formatted(InstructionSet.VARIABLE, right.get().limit());
    }
    return tried.size() > 1
        ? "none of the instruction sets checked (%s) computes correct results; use another processor"
            .formatted(tried.stream().map(EngineVerdict::limit).collect(Collectors.joining(", ")))
        : "unset %s to use the fastest instruction set with correct results"
            .formatted(InstructionSet.VARIABLE);
  }

  private static String subject(Finding finding) {
    return "the %s of %s in %s (%s, batch %s)"
        .formatted(
            finding.quantity(),
            finding.operation(),
            finding.type(),
            finding.form(),
            finding.batch());
  }

  private static String extent(Finding finding) {
    if (Double.isInfinite(finding.error())) {
      return "the process crashes";
    }
    return Double.isNaN(finding.error())
        ? "the result is not a number"
        : String.format(Locale.ROOT, "off by %.3g %%", 100 * finding.error());
  }
}
