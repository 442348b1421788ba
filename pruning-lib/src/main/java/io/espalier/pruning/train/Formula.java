// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import io.espalier.pruning.engine.TorchProgram;
import java.util.List;

/**
 * An elementwise function of vectors and numbers, as an expression in TorchScript.
 *
 * <p>The engine evaluates it from one program, so its numbers never wait for the device. See {@link
 * TorchProgram}.
 *
 * @param expression expression in the names below, with Python's operators and functions of PyTorch
 *     such as {@code torch.sign(scores)}
 * @param vectors names of the vectors, in the order of their arguments
 * @param numbers names of the numbers, in the order of their arguments
 */
public record Formula(String expression, List<String> vectors, List<String> numbers) {

  /** The gradient itself. */
  public static final Formula GIVEN = new Formula("g", List.of("g"));

  /** m⊙g, the gradient of masked weights. */
  public static final Formula MASKED = new Formula("mask * g", List.of("mask", "g"));

  public Formula {
    vectors = List.copyOf(vectors);
    numbers = List.copyOf(numbers);
  }

  /** A formula without numbers. */
  public Formula(String expression, List<String> vectors) {
    this(expression, vectors, List.of());
  }
}
