// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Interruption;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.List;

/**
 * SynFlow: iterative synaptic flow pruning, without data (Tanaka, Kunin, Yamins, Ganguli: "Pruning
 * neural networks without any data by iteratively conserving synaptic flow", NeurIPS 2020, arXiv
 * 2006.05467).
 *
 * <p>The untrained network is evaluated with the absolute values of all its parameters, with
 * batch-norm in evaluation mode, on an image of ones; R is the sum of its outputs. The score of a
 * weight is the flow through it, (∂R/∂|z|)⊙|z| with z = m⊙w, shape (n), never negative. Round t of
 * T keeps the best weights in one global ranking of those kept so far: the share k^(t/T) of all
 * weights, where k is the share kept at the end. The count is round(k^(t/T) · n), exactly since
 * version 2 (version 1 changed sparsities near a round of {@link Sparsity#requested} to that
 * round). The untrained network is then trained under the last mask.
 *
 * <p>The scores of all weights that cross a cut of the network sum to R: those of each layer of a
 * chain, and those of the two branches of a residual block together. A layer that becomes narrow
 * thus has large scores and is spared, which requires several rounds; a branch parallel to a
 * shortcut can be removed completely. R is about 10²⁴ for ResNet-20 and 10²⁹ for ResNet-18, so
 * everything is computed in float64, and scores are ranked as shares of R.
 *
 * <p>Scoring uses no image of the dataset, so it counts no passes, only its time: that of T forward
 * and backward passes of one image.
 *
 * <p>Differs from the paper: training is that of the other methods in the comparison of BiP (160
 * epochs as in the paper, whose rates differ by network). Removed weights never return (in the
 * released code they score 0, like kept weights without flow). The score of a filter or channel is
 * the L2 norm of the scores of its weights. A network with a layer without flow is refused: a large
 * input of ReLU6 has no gradient, and a score of 0 then says nothing about a weight.
 *
 * @param recipe how the weights are trained
 * @param rounds T
 */
public record Synflow(Recipe recipe, int rounds) implements PrunedAtInitialization {

  static final Synflow DEFAULTS =
      new Synflow(new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4), 100);

  public Synflow {
    new Requirements().atLeast(1, "rounds", rounds).check();
  }

  /**
   * @throws InvalidSettings when a layer of the network has no flow
   */
  @Override
  public Mask mask(PruningRun run) {
    PrunableNet net = run.net();
    Mask mask = Mask.dense(net);
    for (int round = 1; round <= rounds; round++) {
      Interruption.check("the scoring of weights");
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray flow = flow(net, mask.on(run.initial()));
        if (round == 1) {
          requireFlow(net.layers(), flow);
        }
        NDArray removed = mask.values().sub(1);
        NDArray scores = flow.toType(DataType.FLOAT32, false).add(removed);
        Sparsity sparsity = sparsityAfter(round, run.target());
        run.selections().apply(sparsity).project(scores, Ranking.SURVIVORS, mask);
      }
    }
    return mask;
  }

  /** The sparsity that keeps k^(t/T); exactly the target after the last round. */
  Sparsity sparsityAfter(int round, Sparsity target) {
    return round == rounds
        ? target
        : Sparsity.keeping(StrictMath.pow(target.density(), (double) round / rounds));
  }

  /**
   * The share of R that flows through each weight, (∂R/∂|z|)⊙|z| / R.
   *
   * @param z masked network; its arrays are not changed
   * @return float64, shape (n), in [0, 1], an array of the caller's scope
   * @throws InvalidSettings when R is 0 or not finite
   */
  static NDArray flow(PrunableNet net, NetworkState z) {
    NetworkState positive =
        new NetworkState(
            z.weights().toType(DataType.FLOAT64, true).abs(),
            z.other().toType(DataType.FLOAT64, true).abs(),
            z.statistics().toType(DataType.FLOAT64, true));
    Gradient gradient =
        net.gradient(positive, ones(net), NDArray::sum, PrunableNet.Mode.EVALUATION);
    double total = HostCopy.number(gradient.loss());
    if (!(total > 0 && Double.isFinite(total))) {
      throw refusal("the total flow through the network is " + total);
    }
    return gradient.weights().mul(positive.weights()).div(total);
  }

  /**
   * @throws InvalidSettings when a layer has no flow at all
   */
  private static void requireFlow(List<Layer> layers, NDArray flow) {
    for (Layer layer : layers) {
      NDArray own = flow.get(layer.offset() + ":" + (layer.offset() + layer.size()));
      if (HostCopy.number(own.sum()) == 0) {
        throw refusal(
            "there is no flow through layer "
                + layer.name()
                + ", for example because of a saturating activation (ReLU6)");
      }
    }
  }

  private static InvalidSettings refusal(String reason) {
    return InvalidSettings.because("Cannot score weights by synaptic flow: " + reason);
  }

  private static NDArray ones(PrunableNet net) {
    NDManager manager = net.manager();
    Shape image = net.image();
    Shape last = new Shape(1, image.get(1), image.get(2), image.get(0));
    return manager.ones(last, DataType.FLOAT64).transpose(0, 3, 1, 2);
  }
}
