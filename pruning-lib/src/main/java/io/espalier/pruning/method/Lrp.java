// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pruning by explaining: layer-wise relevance propagation as a criterion (Yeom, Seegerer,
 * Lapuschkin, Binder, Wiedemann, Müller, Samek: "Pruning by explaining: a novel criterion for deep
 * neural network pruning", Pattern Recognition 115, 2021, arXiv 1912.08881).
 *
 * <p>The relevance of an image is the logit f of its class, which is passed down layer by layer, to
 * each input of a layer in proportion to what it contributes to the outputs. By the ε rule with ε →
 * 0, in a network of ReLU without biases, the relevance that passes through a weight w, or through
 * a filter with the batch-norm scale γ and shift β, is
 *
 * <p>R = w·∂f/∂w, or R = γ·∂f/∂γ + β·∂f/∂β
 *
 * <p>in the trained dense network in evaluation mode. The score is Σ|R| over images, shape (n) or
 * (ΣC). The best scores of the network are kept, in one ranking; of filters, each layer keeps its
 * best, and only those that batch-norm reads directly are ranked. floor(sparsity · ΣC) filters are
 * removed.
 *
 * <p>Each image is a batch of its own, because signs would cancel in a sum over images. That is one
 * forward-backward pass of single images: {@code per_class} times the number of classes.
 *
 * <p>Default: 10 images of each class; the paper's experiments with scarce data use as few. The
 * recipe is that of {@link Omp}, and training goes on from the trained weights.
 *
 * <p>Differs from the paper: the ε rule in all layers, whereas its convolutions have the z⁺ rule,
 * which needs another backward pass than that of the engine; |·| after the sum over the positions
 * of a channel, not before; one cut at the target, whereas the paper removes 5 % of the filters at
 * a time, and trains in between; images are augmented.
 *
 * @param recipe how the weights are trained after pruning
 * @param from values that the kept weights, biases and batch-norm start with
 * @param sample images on which relevance is computed
 * @param afterCut how the network is trained after the cut
 */
public record Lrp(Recipe recipe, Omp.From from, Sample sample, AfterCut afterCut)
    implements OneShot {

  static final Lrp DEFAULTS =
      new Lrp(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          Omp.From.TRAINED,
          new Sample(10),
          AfterCut.DEFAULTS);

  public Lrp {
    Retrained.requirements(recipe, from, afterCut).check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return structure instanceof Unstructured || structure instanceof Filters
        ? Optional.empty()
        : Optional.of("it ranks the weights or the filters of the network together");
  }

  /**
   * @throws InvalidSettings when filters are ranked and no convolution is read directly by
   *     batch-norm
   */
  @Override
  public Selection selection(Granularity structure, List<Layer> layers, Sparsity sparsity) {
    return structure instanceof Filters
        ? BatchNormScales.selection(layers, sparsity)
        : structure.selection(layers, sparsity);
  }

  @Override
  public Mask cut(PruningRun run) {
    return run.structure() instanceof Filters ? ofFilters(run) : ofWeights(run);
  }

  private Mask ofWeights(PruningRun run) {
    try (NDArray scores = relevanceOfWeights(run)) {
      return run.mask(run.selection(), scores, Ranking.SIGNED);
    }
  }

  private Mask ofFilters(PruningRun run) {
    GlobalFilters filters = BatchNormScales.selection(run.net().layers(), run.target());
    Mask mask = Mask.dense(run.net());
    filters.write(filters.best(relevanceOfFilters(run, new BatchNormScales(filters))), mask);
    return mask;
  }

  /** Σ|w·∂f/∂w| over images, float32, shape (n). */
  NDArray relevanceOfWeights(PruningRun run) {
    NDArray sum = run.net().manager().zeros(new Shape(run.net().prunable()), DataType.FLOAT64);
    eachImage(
        run,
        gradient -> {
          NDArray relevance = gradient.weights().mul(run.start().weights()).abs();
          sum.addi(relevance.toType(DataType.FLOAT64, false));
        });
    try (sum) {
      return sum.toType(DataType.FLOAT32, false);
    }
  }

  /** Σ|γ·∂f/∂γ + β·∂f/∂β| over images, layer by layer. */
  double[] relevanceOfFilters(PruningRun run, BatchNormScales scales) {
    double[] sums = new double[(int) scales.filters().groups()];
    try (HostCopy other = HostCopy.of(run.start().other())) {
      eachImage(
          run,
          gradient -> {
            try (HostCopy own = HostCopy.of(gradient.other())) {
              double[] relevance = scales.taylor(other.floats(), own.floats());
              for (int i = 0; i < sums.length; i++) {
                sums[i] += Math.abs(relevance[i]);
              }
            }
          });
    }
    return sums;
  }

  private void eachImage(PruningRun run, Consumer<Gradient> visitor) {
    run.training()
        .sample(
            sample.perClass(),
            1,
            image -> visitor.accept(gradient(run, run.start().copy(), image)));
  }

  private static Gradient gradient(PruningRun run, NetworkState state, Batch images) {
    return run.training().gradient(state, images, Lrp::ofOwnClass, PrunableNet.Mode.EVALUATION);
  }

  /**
   * f: the sum of the logits of the images' classes.
   *
   * @param logits (batch, classes)
   * @param labels int64, (batch)
   * @return a differentiable scalar
   */
  static NDArray ofOwnClass(NDArray logits, NDArray labels) {
    int classes = (int) logits.getShape().get(1);
    return logits.mul(labels.oneHot(classes, logits.getDataType())).sum();
  }
}
