// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Overwrite;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network computed without the channels that have no effect under a mask: it takes the vectors of
 * the complete network, selects the remaining values, runs the same block on the smaller tensors,
 * and returns vectors of the original shapes.
 *
 * <p>Which channels have no effect, {@link KeptChannels} tells; some of them also stay, so that a
 * layer has a multiple of eight channels. The gradient of omitted parameters is exactly 0, as in
 * the masked network, so training the complete vectors changes every weight in the same way. Only
 * the running statistics of omitted channels are not updated, which has no effect.
 */
final class CompactNet implements Network {
  private static final Logger LOG = LoggerFactory.getLogger(CompactNet.class);

  /** Tolerance in float64: different computations differ in the first digits. */
  private static final double TOLERANCE = 1e-6;

  private static final int CHECKED_IMAGES = 3;

  /**
   * Number of channels that processors compute at once. The engine's channels-last batch-norm takes
   * longer for 4 channels than for 16, and two fifths of that for 8.
   */
  private static final int TOGETHER = 8;

  private final PrunableNet net;
  private final FlatLayout narrow;
  private final NetworkState indices;
  private final Overwrite overwrite;

  CompactNet(PrunableNet net, KeptChannels kept) {
    this.net = net;
    this.narrow = net.layout().narrowed(kept.shapes());
    this.indices = kept.indices();
    this.overwrite = new Overwrite(net.manager());
  }

  /**
   * {@code net} without the channels that have no effect under a mask; {@code net} itself if there
   * are none, or, with a warning, if both compute different results, because a block of a user
   * mixes channels.
   *
   * @param weights the mask, float32, shape (n)
   * @param other mask of the other parameters, float32, shape (o)
   */
  static Network of(PrunableNet net, NDArray weights, NDArray other) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDManager manager = net.manager();
      NDArray none = manager.zeros(new Shape(net.statistics()));
      KeptChannels kept =
          KeptChannels.of(net, new NetworkState(weights, other, none), CompactNet::inMultiples);
      if (kept.areAll()) {
        return net;
      }
      CompactNet compact = new CompactNet(net, kept);
      Optional<String> fault = compact.fault(weights, other);
      if (fault.isPresent()) {
        LOG.warn("Cannot skip removed channels: {}; training the complete network", fault.get());
        return net;
      }
      NetworkState indices = compact.indices;
      NDScope.unregister(indices.weights(), indices.other(), indices.statistics());
      return compact;
    }
  }

  /** Adds the first unused channels, up to a multiple of {@link #TOGETHER}. */
  private static boolean[] inMultiples(boolean[] used) {
    boolean[] kept = used.clone();
    long count = IntStream.range(0, used.length).filter(channel -> used[channel]).count();
    long missing = Math.floorMod(-count, TOGETHER);
    for (int channel = 0; channel < kept.length && missing > 0; channel++) {
      missing -= kept[channel] ? 0 : 1;
      kept[channel] = true;
    }
    return kept;
  }

  @Override
  public NDArray evaluate(NetworkState state, NDArray images) {
    return net.evaluate(narrow, picked(state), images);
  }

  @Override
  public Gradient gradient(NetworkState state, NDArray images, UnaryOperator<NDArray> loss) {
    NetworkState picked = picked(state);
    Gradient gradient = net.gradient(narrow, picked, images, loss, PrunableNet.Mode.TRAINING);
    putStatistics(picked, state);
    return new Gradient(
        gradient.loss(),
        state.weights().zerosLike().scatter(indices.weights(), gradient.weights(), 0),
        state.other().zerosLike().scatter(indices.other(), gradient.other(), 0));
  }

  @Override
  public void updateStatistics(NetworkState state, NDArray images) {
    NetworkState picked = picked(state);
    net.updateStatistics(narrow, picked, images);
    putStatistics(picked, state);
  }

  private void putStatistics(NetworkState picked, NetworkState state) {
    overwrite.with(
        state.statistics(),
        state.statistics().scatter(indices.statistics(), picked.statistics(), 0));
  }

  /** The values of the remaining parameters. */
  NetworkState picked(NetworkState state) {
    return new NetworkState(
        state.weights().take(indices.weights()),
        state.other().take(indices.other()),
        state.statistics().take(indices.statistics()));
  }

  /**
   * The reason why this network differs from the masked network in training, as the end of a
   * sentence; empty if it does not. Compares logits, loss and gradient of {@link Example generated
   * values}.
   */
  private Optional<String> fault(NDArray weights, NDArray other) {
    Example example = Example.of(net, weights, other);
    UnaryOperator<NDArray> loss = logits -> logits.square().mean();
    return fault(
        network -> {
          Gradient gradient = network.gradient(example.state().copy(), example.images(), loss);
          return List.of(
              network.evaluate(example.state(), example.images()),
              gradient.loss(),
              gradient.weights().mul(weights),
              gradient.other().mul(other));
        });
  }

  /** As above, in evaluation mode: compares logits alone. */
  Optional<String> faultOfLogits(NDArray weights, NDArray other) {
    Example example = Example.of(net, weights, other);
    return fault(network -> List.of(network.evaluate(example.state(), example.images())));
  }

  private Optional<String> fault(Function<Network, List<NDArray>> results) {
    // An exception of the complete network fails the run: a fallback would change its bits.
    List<NDArray> masked = results.apply(net);
    try {
      List<NDArray> compact = results.apply(this);
      double difference = 0;
      for (int i = 0; i < masked.size(); i++) {
        difference = Math.max(difference, difference(masked.get(i), compact.get(i)));
      }
      return difference <= TOLERANCE
          ? Optional.empty()
          : Optional.of(String.format(Locale.ROOT, "the results differ by %.1g", difference));
    } catch (RuntimeException e) { // any exception of a block that does not accept fewer channels
      return Optional.of(e.toString());
    }
  }

  /** Relative to the largest value of {@code expected}; NaN if a value is NaN. */
  private static double difference(NDArray expected, NDArray actual) {
    double greatest = HostCopy.number(expected.abs().max());
    return HostCopy.number(expected.sub(actual).abs().max()) / greatest;
  }

  /**
   * Generated values in float64, all positive, because an inactive ReLU would hide differences.
   *
   * @param state values under the mask
   * @param images a batch
   */
  private record Example(NetworkState state, NDArray images) {
    static Example of(PrunableNet net, NDArray weights, NDArray other) {
      SplittableRandom random = new SplittableRandom(0);
      NDManager manager = net.manager();
      NetworkState drawn = net.initialState(SplittableRandom::new);
      NetworkState state =
          new NetworkState(
              drawn.weights().toType(DataType.FLOAT64, false).square().mul(weights),
              positive(manager, other.getShape(), random).mul(other),
              positive(manager, drawn.statistics().getShape(), random));
      Shape batch = new Shape(CHECKED_IMAGES).addAll(net.image());
      return new Example(state, positive(manager, batch, random));
    }

    private static NDArray positive(NDManager manager, Shape shape, SplittableRandom random) {
      return manager.create(random.doubles(shape.size(), 0.5, 1.5).toArray(), shape);
    }
  }
}
