// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * PyTorch's {@code torch.grad(…, create_graph=True)}: a gradient that can be differentiated again.
 *
 * <p>DJL lacks it, and its backward pass with a graph stores that graph in the gradient of the
 * leaf, a cycle that is never freed.
 */
public final class GraphGradient implements AutoCloseable {
  private static final String FORWARD =
      """
      def forward(self, value: Tensor, leaf: Tensor) -> Tensor:
        gradients = torch.grad([value], [leaf], None, True, True)
        return unchecked_cast(Tensor, gradients[0])
      """;

  private final TorchProgram program;

  /**
   * @param manager manager on the device of the arrays
   */
  public GraphGradient(NDManager manager) {
    this.program = new TorchProgram(manager, FORWARD);
  }

  /**
   * ∂value/∂leaf, itself differentiable; does not change the gradient of the leaf. Requires grad
   * mode.
   *
   * @param value a scalar computed from {@code leaf}
   * @return the shape of {@code leaf}
   */
  public NDArray of(NDArray value, NDArray leaf) {
    return program.of(value, leaf);
  }

  @Override
  public void close() {
    program.close();
  }
}
