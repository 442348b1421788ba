// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NarrowNetwork;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.NetworkTensors;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The network of a ticket, to compute with or to write in another format: whole, its removed
 * weights 0, or {@linkplain #compact() compact}. Its values are float32, also those of a run that
 * computed in bfloat16, whose tickets are float32 too.
 *
 * <p>Not thread-safe.
 *
 * @param manifest manifest of the ticket; it describes the whole network
 * @param architecture architecture of the whole network
 * @param net the network; {@code net.block()} has the values of {@code state}
 * @param state values: removed weights 0, and so are scale and shift of removed filters
 * @param kept in a compact network, the remaining output channels of the convolutions that lost
 *     some, from 0, by the names of their weights in the manifest; empty in a whole one
 */
public record TicketNetwork(
    Manifest manifest,
    Architecture architecture,
    PrunableNet net,
    NetworkState state,
    SortedMap<String, List<Integer>> kept)
    implements AutoCloseable {

  /**
   * Reads a ticket.
   *
   * @param storage storage of the folder
   * @param folder folder of a run, see {@link TicketFolder}
   * @param manager parent of the memory of the network, and its device
   * @throws InvalidSettings when the model of the ticket is not known here
   * @throws IOException when a file is missing or damaged
   */
  public static TicketNetwork open(Storage storage, String folder, NDManager manager)
      throws IOException {
    TicketFolder ticket = new TicketFolder(storage, folder);
    Manifest manifest = Manifest.read(storage, folder);
    Architecture architecture =
        Architectures.ALL.choose(manifest.model(), manifest.settings()).value();
    List<Integer> image = manifest.image();
    PrunableNet net =
        new PrunableNet(
            manager,
            architecture.block(manifest.classes()),
            new Shape(image.get(0), image.get(1), image.get(2)),
            DataType.FLOAT32,
            PrunableNet.Layout.CHANNELS_LAST);
    try {
      NetworkState stored = ticket.readState(net.manager());
      NetworkState state = masked(stored, ticket.readMask(net));
      net.export(state);
      return new TicketNetwork(manifest, architecture, net, state, new TreeMap<>());
    } catch (IOException | RuntimeException e) {
      net.close();
      throw e;
    }
  }

  private static NetworkState masked(NetworkState stored, Mask mask) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray weights = stored.weights().mul(mask.values());
      NDScope.unregister(weights);
      return new NetworkState(weights, stored.other(), stored.statistics());
    }
  }

  /**
   * The same network without the channels that have no effect, see {@link NarrowNetwork}: it
   * returns the same logits, up to rounding, with fewer parameters. Its memory has the same parent,
   * and is freed by its own {@link #close}.
   *
   * @throws InvalidSettings when a block of a user computes something else with fewer channels
   */
  public TicketNetwork compact() {
    NarrowNetwork narrow = NarrowNetwork.of(net, state, architecture.block(manifest.classes()));
    return new TicketNetwork(manifest, architecture, narrow.net(), narrow.state(), narrow.kept());
  }

  /** The values as one named tensor a parameter, in host memory. */
  public NetworkTensors tensors() {
    return NetworkTensors.of(net, state, architecture.layerNames());
  }

  /** The number of trainable parameters, removed ones included. */
  public long parameters() {
    return net.parameters();
  }

  /** Multiply-accumulate operations of a forward pass of an image, for all weights. */
  public long macs() {
    return net.layers().stream().mapToLong(layer -> layer.size() * layer.positions()).sum();
  }

  /** Frees the memory of the network. */
  @Override
  public void close() {
    net.close();
  }
}
