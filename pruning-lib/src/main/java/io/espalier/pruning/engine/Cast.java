package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The same values in another type, rounded to its nearest ones, and differentiable: the gradient is
 * cast back to the type that was given. DJL's own cast cuts the gradient, and its cast to bfloat16
 * ends the process.
 *
 * <p>Freed with the manager that it was made with, whose device its arrays are on.
 */
public final class Cast {
  private static final String FORWARD =
      """
      def forward(self, values: Tensor) -> Tensor:
        return torch.to(values, %d)
      """;

  /** PyTorch's numbers of its types, which programs know them by. */
  private static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;

  private final TorchProgram program;

  private Cast(NDManager manager, int type) {
    this.program = new TorchProgram(manager, FORWARD.formatted(type));
  }

  /**
   * To 8 bits of exponent and 8 of mantissa, float32's first half: a relative error of at most 2⁻⁸.
   */
  public static Cast toBfloat16(NDManager manager) {
    return new Cast(manager, BFLOAT16);
  }

  /** Exact where the values are of bfloat16. */
  public static Cast toFloat32(NDManager manager) {
    return new Cast(manager, FLOAT32);
  }

  /**
   * @param values of any float type and shape
   * @return the same shape and order in memory; DJL calls bfloat16 an unknown type
   */
  public NDArray of(NDArray values) {
    return program.of(values);
  }
}
