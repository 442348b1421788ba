package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;

/**
 * Stochastic gradient descent with momentum on one flat vector, in the textbook form (Sutskever et
 * al. 2013; PyTorch's): v ← μ·v + g + λ·x, x ← x − α·v. The rate does not enter the velocity, so it
 * may change from step to step.
 */
public final class Sgd {
  private final NDArray parameter;
  private final NDArray velocity;
  private final double momentum;
  private final double weightDecay;

  /**
   * @param parameter x, updated in place; must not require a gradient
   * @param momentum μ in [0, 1)
   * @param weightDecay λ, 0 or greater
   */
  public Sgd(NDArray parameter, double momentum, double weightDecay) {
    this.parameter = parameter;
    this.velocity = parameter.zerosLike();
    this.momentum = momentum;
    this.weightDecay = weightDecay;
  }

  /** v, which belongs in a checkpoint. */
  public NDArray velocity() {
    return velocity;
  }

  /**
   * One update, inside the caller's scope.
   *
   * @param gradient g, the shape of the parameter
   * @param rate α
   */
  public void step(NDArray gradient, double rate) {
    velocity.muli(momentum);
    velocity.addi(gradient);
    velocity.addi(parameter.mul(weightDecay));
    parameter.subi(velocity.mul(rate));
  }
}
