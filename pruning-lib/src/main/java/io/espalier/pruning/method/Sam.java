// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import java.io.Serializable;

/**
 * Sharpness-aware minimisation (Foret, Kleiner, Mobahi, Neyshabur: "Sharpness-aware minimization
 * for efficiently improving generalization", ICLR 2021, arXiv 2010.01412), an option of dense
 * training and of training after a cut.
 *
 * <p>For the gradient g of the loss at the weights kept and all other parameters, a step of SGD
 * uses the gradient at these values plus ε = ρ·g/‖g‖, where the norm is that of all of them
 * together, and removed weights stay 0: ε is masked. A step takes two forward-backward passes, both
 * of which are counted. The running statistics of batch-norm move in the first only. The loss of an
 * epoch is that of the first passes.
 *
 * <p>Differs from the paper: nothing known. With distillation, the teacher's forward pass is
 * repeated in the second pass.
 *
 * @param sam ρ, 0.05 in the paper for CIFAR-10; 0 is plain SGD
 */
public record Sam(double sam) implements Serializable {
  static final Sam OFF = new Sam(0);

  private static final String NORM =
      """
      def forward(self, g: Tensor, mask: Tensor, h: Tensor, others: Tensor) -> Tensor:
        weights = g * mask
        other = h * others
        return torch.sqrt(torch.sum(weights * weights) + torch.sum(other * other))
      """;

  /** The small number, as in the paper's code, gives x back where the gradient is 0. */
  private static final String MOVED =
      """
      def forward(self, x: Tensor, mask: Tensor, g: Tensor, norm: Tensor, rho: Tensor) -> Tensor:
        return x + mask * g * (rho / (norm + 1e-12))
      """;

  public Sam {
    new Requirements().notNegative("sam", sam).check();
  }

  /** Passes over the training set of so many epochs. */
  double passes(double epochs) {
    return sam == 0 ? epochs : 2 * epochs;
  }

  /**
   * The gradient of {@code loss} where it is largest, up to the first order.
   *
   * @param mask mask of the training
   */
  Objective over(Objective loss, Mask mask, NDManager manager) {
    if (sam == 0) {
      return loss;
    }
    TorchProgram norm = new TorchProgram(manager, NORM);
    TorchProgram moved = new TorchProgram(manager, MOVED);
    NDArray rho = manager.create((float) sam);
    return (step, masked) -> {
      Gradient first = loss.gradient(step, masked);
      NDArray length = norm.of(first.weights(), mask.values(), first.other(), mask.other());
      NetworkState above =
          new NetworkState(
              moved.of(masked.weights(), mask.values(), first.weights(), length, rho),
              moved.of(masked.other(), mask.other(), first.other(), length, rho),
              masked.statistics().duplicate());
      Gradient second = loss.gradient(step, above);
      return new Gradient(first.loss(), second.weights(), second.other());
    };
  }
}
