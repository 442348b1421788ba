// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Sgd;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.Training;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The input of a method: a network, its starting point and the target.
 *
 * @param net the network
 * @param target target sparsity
 * @param structure requested structure
 * @param selections allowed masks of a sparsity under this structure
 * @param initial untrained network of the seed of the run
 * @param start network that {@link PruningMethod#start} names; the initial network for INITIAL
 * @param startMask mask of the previous round, or of another method, if the method starts from one;
 *     all ones otherwise
 * @param dense states of the dense run; not available to methods that start at INITIAL
 * @param streams randomness of the run
 * @param training training loop
 */
public record PruningRun(
    PrunableNet net,
    Sparsity target,
    Granularity structure,
    Function<Sparsity, Selection> selections,
    NetworkState initial,
    NetworkState start,
    Mask startMask,
    DenseStates dense,
    Streams streams,
    Training training) {
  /** The name of the velocity of the weights in the memory of a {@link Learner}. */
  static final String VELOCITY = "velocity_weights";

  /** An additional action in a training step. */
  @FunctionalInterface
  interface AfterStep {
    /** For a mask that does not change. */
    AfterStep NOTHING = (step, learner, gradient) -> {};

    /**
     * Called after the update of the weights, in the scope of the step.
     *
     * @param gradient ∇l at z, including weights whose mask is 0
     */
    void run(Training.Step step, Learner learner, Gradient gradient);
  }

  /** The masks that the run can end with. */
  public Selection selection() {
    return selections.apply(target);
  }

  /** The best mask by {@code scores}, float32, shape (n); in the memory of the network. */
  public Mask mask(Selection selection, NDArray scores, Ranking ranking) {
    Mask mask = Mask.dense(net);
    selection.project(scores, ranking, mask);
    return mask;
  }

  /** Trains all weights, from a copy of {@code from}. */
  public Pruned train(Recipe recipe, NetworkState from) throws InterruptedException {
    return train(recipe, from, Mask.dense(net));
  }

  /** Trains under a fixed mask in the phase {@code train}. */
  public Pruned train(Recipe recipe, NetworkState from, Mask mask) throws InterruptedException {
    return train("train", recipe, from, mask);
  }

  /**
   * Trains under a fixed mask, from a copy of {@code from}: each step is SGD with gradient m⊙g on
   * the weights. Removed weights are 0 from the start and stay 0. Under a structure that removes
   * whole channels, steps and evaluations are those of the {@linkplain PrunableNet#compact compact}
   * network, up to rounding.
   *
   * @param phase a name unique within the method
   */
  public Pruned train(String phase, Recipe recipe, NetworkState from, Mask mask)
      throws InterruptedException {
    return train(phase, recipe, from, mask, new Updates.OfAll(recipe), Objective.CROSS_ENTROPY);
  }

  /** Trains as above, with other updates or another loss. */
  Pruned train(
      String phase,
      Recipe recipe,
      NetworkState from,
      Mask mask,
      Updates updates,
      Objective objective)
      throws InterruptedException {
    return train(
        phase, recipe, from, mask, networkUnder(mask), updates, objective, AfterStep.NOTHING);
  }

  /**
   * Evaluates a pruned network, after {@linkplain Training#recalibrate new statistics} of
   * batch-norm.
   *
   * @param batches batches of the recalibration; 0 keeps the statistics
   * @param batch images per batch
   */
  Pruned evaluated(Pruned pruned, int batches, int batch) throws InterruptedException {
    Network network = networkUnder(pruned.mask());
    NetworkState state = pruned.state();
    training.recalibrate(network, state, batches, batch);
    return pruned.evaluated(state, training.evaluated(network, state));
  }

  /**
   * Trains as above, with a mask that {@code after} changes in place; steps use the complete
   * network.
   */
  Pruned train(String phase, Recipe recipe, NetworkState from, Mask mask, AfterStep after)
      throws InterruptedException {
    return train(
        phase, recipe, from, mask, net, new Updates.OfAll(recipe), Objective.CROSS_ENTROPY, after);
  }

  /** SGD with the gradient m⊙g; a step takes the mask and the gradient. */
  static Sgd masked(NDArray parameter, Recipe recipe) {
    return new Sgd(parameter, recipe.momentum(), recipe.weightDecay(), Formula.MASKED);
  }

  private Network networkUnder(Mask mask) {
    return selection().removesChannels()
        ? training.timed(() -> net.compact(mask.values(), mask.other()))
        : net;
  }

  private Pruned train(
      String phase,
      Recipe recipe,
      NetworkState from,
      Mask mask,
      Network network,
      Updates updates,
      Objective objective,
      AfterStep after)
      throws InterruptedException {
    NetworkState state = mask.applied(from);
    Updates.Update weights = updates.ofWeights(state.weights(), mask.values());
    Updates.Update other = updates.ofOther(state.other(), mask.other());
    Map<String, NDArray> vectors = new TreeMap<>(objective.memory());
    vectors.put(VELOCITY, weights.velocity());
    vectors.put("velocity_other", other.velocity());
    Learner learner = new Learner(state, mask, vectors);
    training.run(
        phase,
        recipe.epochs(),
        recipe.batch(),
        network,
        learner,
        step -> {
          Gradient gradient = objective.gradient(step, learner.masked());
          double rate = recipe.rateAt(step.progress());
          weights.step(rate, gradient.weights());
          other.step(rate, gradient.other());
          after.run(step, learner, gradient);
          return gradient.loss();
        });
    return new Pruned(mask, mask.applied(state));
  }
}
