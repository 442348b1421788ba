// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Overwrites arrays in place, whatever their values are: views of them see the new ones. DJL has no
 * such operation; {@code NDArray.set} gives an array new storage.
 *
 * <p>Freed with its manager.
 */
public final class Overwrite implements AutoCloseable {
  private static final String COPY =
      """
      def forward(self, target: Tensor, source: Tensor) -> Tensor:
        return torch.copy_(target, source)
      """;

  private final TorchProgram program;

  /**
   * @param manager manager on the device of the arrays
   */
  public Overwrite(NDManager manager) {
    this.program = new TorchProgram(manager, COPY);
  }

  /**
   * @param target array without a gradient, overwritten
   * @param source the same shape; converted to the type of the target
   */
  public void with(NDArray target, NDArray source) {
    program.update(new NDList(target, source));
  }

  @Override
  public void close() {
    program.close();
  }
}
