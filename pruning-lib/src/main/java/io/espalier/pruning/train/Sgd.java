// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.espalier.pruning.engine.Tiles;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Stochastic gradient descent with momentum on one flat vector, in the textbook form (Sutskever et
 * al. 2013; PyTorch's): v ← μ·v + g + λ·x, x ← x − α·v. The velocity does not include the rate,
 * which can therefore change at every step.
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
   * One update.
   *
   * @param gradient g, the shape of the parameter
   * @param rate α
   */
  public void step(NDArray gradient, double rate) {
    step(rate, own -> own.get(0), gradient);
  }

  /**
   * One update with g = m⊙gradient.
   *
   * @param gradient the shape of the parameter
   * @param mask m, the same shape
   * @param rate α
   */
  public void step(NDArray gradient, NDArray mask, double rate) {
    step(rate, own -> own.get(0).mul(own.get(1)), gradient, mask);
  }

  /**
   * One update with a gradient that is computed tile by tile: {@link Tiles}.
   *
   * @param rate α
   * @param gradient elementwise function from a tile of each vector to the same tile of g
   * @param of these vectors, each of the shape of the parameter, possibly including the parameter
   */
  public void step(double rate, Function<NDList, NDArray> gradient, NDArray... of) {
    NDArray[] vectors = Arrays.copyOf(of, of.length + 2);
    vectors[of.length] = parameter;
    vectors[of.length + 1] = velocity;
    Tiles.each(tile -> step(rate, gradient.apply(tile), tile), vectors);
  }

  private void step(double rate, NDArray gradient, NDList tile) {
    NDArray x = tile.get(tile.size() - 2);
    NDArray v = tile.get(tile.size() - 1);
    v.muli(momentum);
    v.addi(gradient);
    v.addi(x.mul(weightDecay));
    x.subi(v.mul(rate));
  }
}
