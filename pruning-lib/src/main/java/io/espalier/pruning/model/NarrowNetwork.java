// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.Overwrite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pruned network for inference whose tensors lack the channels that have no effect, so that it
 * computes the same with fewer parameters. Which channels those are, is the same as in training
 * ({@link PrunableNet#compact}), but for two things: exactly the used channels stay, at least one a
 * layer, where training keeps a multiple of eight; and channels that only left-out channels read
 * are left out too.
 *
 * <p>A filter whose weights are all removed has an effect if its batch-norm keeps its scale or
 * shift: it then outputs a constant. Filter-wise masks remove both.
 *
 * @param net the smaller network; owned by this object
 * @param state its values, float32
 * @param kept the remaining output channels of the convolutions that lost some, ascending, from 0,
 *     by the name of the weight
 */
public record NarrowNetwork(
    PrunableNet net, NetworkState state, SortedMap<String, List<Integer>> kept)
    implements AutoCloseable {

  /**
   * The smaller network of {@code net} with the values of {@code state}. A network of which every
   * channel has an effect is copied whole.
   *
   * @param state values of {@code net}, 0 where a weight or another parameter is removed, float32
   * @param fresh a new, uninitialised block of the same architecture
   * @throws InvalidSettings when a block of a user computes something else with fewer channels
   */
  public static NarrowNetwork of(PrunableNet net, NetworkState state, Block fresh) {
    NDManager parent = net.manager().getParentManager();
    try (NDManager manager = parent.newSubManager()) {
      SortedMap<String, List<Integer>> kept = fill(fresh, net, state, manager);
      PrunableNet narrow =
          new PrunableNet(
              parent,
              fresh,
              net.image(),
              DataType.FLOAT32,
              PrunableNet.Layout.CHANNELS_LAST,
              net.residence());
      fresh
          .getParameters()
          .values()
          .forEach(parameter -> parameter.getArray().attach(narrow.manager()));
      return new NarrowNetwork(narrow, narrow.stateOfBlock(), kept);
    }
  }

  /** Gives a block the remaining values, as arrays of {@code manager}. */
  private static SortedMap<String, List<Integer>> fill(
      Block fresh, PrunableNet net, NetworkState state, NDManager manager) {
    try (NDScope scope = new NDScope();
        Overwrite overwrite = new Overwrite(manager)) {
      scope.suppressNotUsedWarning();
      KeptChannels kept = unused(net, state);
      CompactNet compact = new CompactNet(net, kept);
      refuseFault(compact, state);
      FlatLayout layout = net.layout().narrowed(kept.shapes());
      ParameterStore values = layout.store(manager, compact.picked(state), Arithmetic.AS_GIVEN);
      List<Parameter> wide = net.block().getParameters().values();
      List<Parameter> narrow = fresh.getParameters().values();
      for (int i = 0; i < wide.size(); i++) {
        NDArray value = values.getValue(wide.get(i), manager.getDevice(), false);
        NDArray own = manager.zeros(value.getShape());
        overwrite.with(own, value);
        NDScope.unregister(own);
        narrow.get(i).setArray(own);
      }
      return names(net.block(), kept.channels());
    }
  }

  /** Repeated, because a left-out channel reads other channels, which then have no effect. */
  private static KeptChannels unused(PrunableNet net, NetworkState state) {
    NetworkState mask =
        new NetworkState(
            state.weights().neq(0).toType(DataType.FLOAT32, false),
            state.other().neq(0).toType(DataType.FLOAT32, false),
            state.statistics().zerosLike());
    KeptChannels kept = KeptChannels.of(net, mask, NarrowNetwork::atLeastOne);
    while (true) {
      NetworkState less =
          new NetworkState(
              mask.weights().mul(kept.flags().weights()),
              mask.other().mul(kept.flags().other()),
              mask.statistics());
      KeptChannels next = KeptChannels.of(net, less, NarrowNetwork::atLeastOne);
      if (next.channels().equals(kept.channels())) {
        return kept;
      }
      kept = next;
    }
  }

  private static boolean[] atLeastOne(boolean[] used) {
    boolean[] kept = used.clone();
    boolean none = true;
    for (boolean one : used) {
      none &= !one;
    }
    kept[0] |= none;
    return kept;
  }

  private static void refuseFault(CompactNet compact, NetworkState state) {
    Optional<String> fault =
        compact.faultOfLogits(
            state.weights().neq(0).toType(DataType.FLOAT32, false),
            state.other().neq(0).toType(DataType.FLOAT32, false));
    if (fault.isPresent()) {
      throw InvalidSettings.because(
          "Cannot leave out channels without effect: %s. A block of the model mixes channels or"
                  .formatted(fault.get())
              + " knows their number");
    }
  }

  private static SortedMap<String, List<Integer>> names(
      Block block, Map<String, List<Integer>> channels) {
    SortedMap<String, List<Integer>> names = new TreeMap<>();
    block
        .getParameters()
        .forEach(
            named -> {
              List<Integer> kept = channels.get(named.getValue().getId());
              if (kept != null) {
                names.put(named.getKey(), kept);
              }
            });
    return names;
  }

  /** Frees the memory of the network. */
  @Override
  public void close() {
    net.close();
  }
}
