package io.espalier.pruning.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * PyTorch's {@code torch.grad(…, create_graph=True)}: a gradient that can be differentiated again.
 *
 * <p>DJL does not offer it, and its backward pass with a graph leaves that graph in the leaf's own
 * gradient, a cycle that is never freed.
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
   * @param manager whose device the arrays are on
   */
  public GraphGradient(NDManager manager) {
    this.program = new TorchProgram(manager, FORWARD);
  }

  /**
   * ∂value/∂leaf, itself differentiable; the leaf's own gradient stays as it is. Grad mode must be
   * on.
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
