package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.Learner;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Sgd;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.Training;
import java.util.Map;

/**
 * What a method is given: a network, where it starts, and what is asked of it.
 *
 * @param net the network
 * @param target the sparsity asked for
 * @param initial the untrained network of the run's seed
 * @param start what {@link PruningMethod#start} names; the initial network where that is INITIAL
 * @param startMask the previous round's mask where the method starts from one; all ones otherwise
 * @param streams the run's randomness
 * @param training the loop
 */
public record PruningRun(
    PrunableNet net,
    Sparsity target,
    NetworkState initial,
    NetworkState start,
    Mask startMask,
    Streams streams,
    Training training) {

  /** How many of the prunable weights the mask must keep. */
  public long kept() {
    return target.kept(net.prunable());
  }

  /** Trains all weights, from a copy of {@code from}. */
  public Pruned train(Recipe recipe, NetworkState from) throws InterruptedException {
    return train(recipe, from, Mask.dense(net.manager(), net.prunable()));
  }

  /**
   * Trains under a fixed mask, from a copy of {@code from}: each step is SGD with gradient m⊙g on
   * the weights. Removed weights are 0 from the start and stay 0.
   */
  public Pruned train(Recipe recipe, NetworkState from, Mask mask) throws InterruptedException {
    NetworkState state = from.masked(mask.values());
    Sgd weights = new Sgd(state.weights(), recipe.momentum(), recipe.weightDecay());
    Sgd other = new Sgd(state.other(), recipe.momentum(), recipe.weightDecay());
    Map<String, NDArray> velocities =
        Map.of("velocity_weights", weights.velocity(), "velocity_other", other.velocity());
    training.run(
        "train",
        recipe.epochs(),
        recipe.batch(),
        new Learner(state, mask, velocities),
        step -> {
          NDArray z = state.weights().mul(mask.values());
          Gradient gradient = step.gradient(state, z, step.batch());
          double rate = recipe.rateAt(step.progress());
          weights.step(gradient.weights().mul(mask.values()), rate);
          other.step(gradient.other(), rate);
          return gradient.loss();
        });
    return new Pruned(mask, state);
  }
}
