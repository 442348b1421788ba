// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.engine.Tiles;
import io.espalier.pruning.engine.TorchProgram;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Stochastic gradient descent with momentum on one flat vector, in the textbook form (Sutskever et
 * al. 2013; PyTorch's): v ← μ·v + g + λ·x, x ← x − α·v. The velocity does not include the rate,
 * which can therefore change at every step.
 *
 * <p>An update is one program, which on a CPU visits the vectors tile by tile: {@link Tiles}.
 */
public final class Sgd {
  private static final String UPDATE =
      """
      def forward(self, %s) -> Tensor:
        gradient = %s
        velocity *= momentum
        velocity += gradient
        velocity += parameter * decay
        parameter -= velocity * rate
        return parameter
      """;

  private final NDArray parameter;
  private final NDArray velocity;
  private final double momentum;
  private final double weightDecay;
  private final TorchProgram update;

  /**
   * SGD with a given gradient: {@link Formula#GIVEN}.
   *
   * @param parameter x, updated in place; must not require a gradient
   * @param momentum μ in [0, 1)
   * @param weightDecay λ, 0 or greater
   */
  public Sgd(NDArray parameter, double momentum, double weightDecay) {
    this(parameter, momentum, weightDecay, Formula.GIVEN);
  }

  /**
   * SGD with a gradient that is computed in the update.
   *
   * @param gradient g; its names are not those of the update: parameter, velocity, momentum, decay,
   *     rate
   */
  public Sgd(NDArray parameter, double momentum, double weightDecay, Formula gradient) {
    this.parameter = parameter;
    this.velocity = parameter.zerosLike();
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.update =
        new TorchProgram(
            parameter.getManager(), UPDATE.formatted(parameters(gradient), gradient.expression()));
  }

  private static String parameters(Formula gradient) {
    Stream<String> vectors =
        Stream.concat(Stream.of("parameter", "velocity"), gradient.vectors().stream());
    Stream<String> numbers =
        Stream.concat(Stream.of("momentum", "decay", "rate"), gradient.numbers().stream());
    return Stream.concat(
            vectors.map(name -> name + ": Tensor"), numbers.map(name -> name + ": float"))
        .collect(Collectors.joining(", "));
  }

  /** v, which belongs in a checkpoint. */
  public NDArray velocity() {
    return velocity;
  }

  /**
   * One update.
   *
   * @param rate α
   * @param vectors the vectors of the gradient's formula, each of the shape of the parameter; can
   *     include the parameter
   * @param numbers the numbers of that formula
   */
  public void step(double rate, List<NDArray> vectors, double... numbers) {
    NDArray[] all =
        Stream.concat(Stream.of(parameter, velocity), vectors.stream()).toArray(NDArray[]::new);
    double[] values =
        DoubleStream.concat(DoubleStream.of(momentum, weightDecay, rate), DoubleStream.of(numbers))
            .toArray();
    Tiles.each(tile -> update.update(tile, values), all);
  }
}
