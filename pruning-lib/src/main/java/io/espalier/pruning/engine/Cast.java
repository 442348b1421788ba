// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * A differentiable cast to another type, rounded to nearest: the gradient is cast back to the
 * original type. The cast of DJL cuts the gradient, and its cast to bfloat16 crashes the process.
 *
 * <p>Freed with its manager, whose device its arrays are on.
 */
public final class Cast {
  private static final String FORWARD =
      """
      def forward(self, values: Tensor) -> Tensor:
        return torch.to(values, %s)
      """;

  /** Type numbers of PyTorch, used in programs. */
  private static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  private final TorchProgram program;

  private Cast(NDManager manager, int type) {
    this.program = new TorchProgram(manager, FORWARD.formatted(type));
  }

  /**
   * A cast to 8 bits of exponent and 8 of mantissa, the upper half of float32: relative error at
   * most 2⁻⁸.
   */
  public static Cast toBfloat16(NDManager manager) {
    return new Cast(manager, BFLOAT16);
  }

  /** A cast to float32, exact for bfloat16 values. */
  public static Cast toFloat32(NDManager manager) {
    return new Cast(manager, FLOAT32);
  }

  /**
   * @param values array of any float type and shape
   * @return the same shape and order in memory; DJL calls bfloat16 an unknown type
   */
  public NDArray of(NDArray values) {
    return program.of(values);
  }
}
