// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Sgd;
import java.util.List;
import java.util.stream.Stream;

/** How training under a fixed mask changes the parameters of a network in a step. */
sealed interface Updates {

  /** The update of one vector. */
  interface Update {
    /**
     * @param gradient of the shape of the vector, including masked values
     */
    void step(double rate, NDArray gradient);

    /** The velocity, which belongs in a checkpoint. */
    NDArray velocity();
  }

  /**
   * @param parameter shape (n)
   * @param mask of the same shape
   */
  Update ofWeights(NDArray parameter, NDArray mask);

  /** As {@link #ofWeights}, of shape (o). */
  Update ofOther(NDArray parameter, NDArray mask);

  /** SGD with m⊙g, and weight decay, on all parameters. */
  record OfAll(Recipe recipe) implements Updates {
    @Override
    public Update ofWeights(NDArray parameter, NDArray mask) {
      return new Step(PruningRun.masked(parameter, recipe), List.of(mask), List.of());
    }

    @Override
    public Update ofOther(NDArray parameter, NDArray mask) {
      return ofWeights(parameter, mask);
    }
  }

  /** SGD on a part; the velocity of frozen parameters stays 0, and so they keep their bits. */
  record OfPart(Recipe recipe, TrainedPart part) implements Updates {
    private static final Formula PARTIAL =
        new Formula(
            "part * (mask * g + weight_decay * x)",
            List.of("x", "part", "mask", "g"),
            List.of("weight_decay"));

    @Override
    public Update ofWeights(NDArray parameter, NDArray mask) {
      return update(parameter, part.weights(), mask);
    }

    @Override
    public Update ofOther(NDArray parameter, NDArray mask) {
      return update(parameter, part.other(), mask);
    }

    private Update update(NDArray parameter, NDArray trained, NDArray mask) {
      return new Step(
          new Sgd(parameter, recipe.momentum(), 0, PARTIAL),
          List.of(parameter, trained, mask),
          List.of(recipe.weightDecay()));
    }
  }

  /**
   * As {@link OfAll}, but other parameters have the gradient m⊙(g + λ·sign(x)).
   *
   * @param penalties λ of each other parameter, shape (o)
   */
  record Penalised(Recipe recipe, NDArray penalties) implements Updates {
    private static final Formula PENALISED =
        new Formula("(g + torch.sign(x) * penalty) * mask", List.of("mask", "x", "penalty", "g"));

    @Override
    public Update ofWeights(NDArray parameter, NDArray mask) {
      return new OfAll(recipe).ofWeights(parameter, mask);
    }

    @Override
    public Update ofOther(NDArray parameter, NDArray mask) {
      return new Step(
          new Sgd(parameter, recipe.momentum(), recipe.weightDecay(), PENALISED),
          List.of(mask, parameter, penalties),
          List.of());
    }
  }

  /**
   * @param vectors the vectors of the formula before the gradient
   * @param numbers its numbers
   */
  record Step(Sgd sgd, List<NDArray> vectors, List<Double> numbers) implements Update {
    @Override
    public void step(double rate, NDArray gradient) {
      sgd.step(
          rate,
          Stream.concat(vectors.stream(), Stream.of(gradient)).toList(),
          numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    public NDArray velocity() {
      return sgd.velocity();
    }
  }
}
