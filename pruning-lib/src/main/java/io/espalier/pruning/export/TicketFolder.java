// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A pruned network as files in one folder:
 *
 * <ul>
 *   <li>{@value #WEIGHTS}: the network as DJL saves it, removed weights 0; {@code Criteria} loads
 *       it with {@link TicketBlockFactory};
 *   <li>{@value #MASK}: safetensors with the tensor {@code mask}, uint8, one bit per prunable
 *       weight, lowest bit first, in the order of the manifest's layers and, within a convolution,
 *       as (output, row, column, input);
 *   <li>{@value #STATE}: safetensors with the flat vectors {@code weights}, {@code other} and
 *       {@code statistics}, for runs that start from this one;
 *   <li>{@value #SERVING}: what DJL's loaders need to know of the folder, such as the name of the
 *       model and the factory of its block, so that {@code Criteria} takes no further setting;
 *   <li>{@value Manifest#FILE}: see {@link Manifest}.
 * </ul>
 *
 * @param storage storage of the folder
 * @param folder folder of one run
 */
public record TicketFolder(Storage storage, String folder) {
  /** The model name, for {@code Criteria.optModelName}. */
  public static final String NAME = "ticket";

  /** The class that translates for DJL, of a package above this one. */
  private static final String TRANSLATOR = "io.espalier.pruning.score.TicketTranslatorFactory";

  private static final String WEIGHTS = "ticket-0000.params";
  private static final String MASK = "mask.safetensors";
  private static final String SERVING = "serving.properties";
  private static final String STATE = "state.safetensors";

  /** The location of the weights. */
  public String weightsLocation() {
    return Storage.in(folder, WEIGHTS);
  }

  /** The location of the mask. */
  public String maskLocation() {
    return Storage.in(folder, MASK);
  }

  /** The location of the final state. */
  public String stateLocation() {
    return Storage.in(folder, STATE);
  }

  /** Whether the ticket is complete. */
  public boolean isComplete() throws IOException {
    return storage.list(folder).contains(Manifest.FILE);
  }

  /** The files that a use of the network needs and that are not there. */
  public List<String> missing() throws IOException {
    List<String> found = storage.list(folder);
    return Stream.of(WEIGHTS, MASK, STATE, Manifest.FILE)
        .filter(name -> !found.contains(name))
        .toList();
  }

  /**
   * Copies what DJL's loaders need to another folder, with a {@value #SERVING} also for a ticket
   * that is older than this file.
   *
   * @param to storage of the other folder
   */
  public void copyForDjl(Storage to, String other) throws IOException {
    for (String name : List.of(WEIGHTS, Manifest.FILE)) {
      try (InputStream in = storage.open(Storage.in(folder, name))) {
        to.create(Storage.in(other, name), in::transferTo);
      }
    }
    writeServing(to, other, Manifest.read(storage, folder));
  }

  /** Writes all files, the manifest last. */
  public void write(PrunableNet net, NetworkState state, Mask mask, Manifest manifest)
      throws IOException {
    byte[] bits = mask.packed();
    try (NDArray packed =
        net.manager().create(ByteBuffer.wrap(bits), new Shape(bits.length), DataType.UINT8)) {
      Checkpoint.write(storage, maskLocation(), Map.of(MaskFile.TENSOR, packed));
    }
    writeState(STATE, state);
    writeNetwork(net, state, manifest);
  }

  /**
   * Writes the files by which {@code Criteria} loads a network, the manifest last.
   *
   * @param net the network of the manifest, or a {@linkplain TicketNetwork#compact compact} one
   */
  public void writeNetwork(PrunableNet net, NetworkState state, Manifest manifest)
      throws IOException {
    writeModel(net, state);
    writeServing(storage, folder, manifest);
    manifest.write(storage, folder);
  }

  private static void writeServing(Storage storage, String folder, Manifest manifest)
      throws IOException {
    byte[] serving = serving(manifest).getBytes(StandardCharsets.UTF_8);
    storage.create(Storage.in(folder, SERVING), out -> out.write(serving));
  }

  /** Read by DJL when it loads the folder; {@code option.} marks what the engine takes. */
  private static String serving(Manifest manifest) {
    return """
        engine=PyTorch
        option.modelName=%s
        blockFactory=%s
        translatorFactory=%s
        height=%s
        width=%s
        """
        .formatted(
            NAME,
            TicketBlockFactory.class.getName(),
            TRANSLATOR,
            manifest.image().get(1),
            manifest.image().get(2));
  }

  /** Writes the state of a run after {@code share} of its steps, less than 1. */
  public void writeStateAt(double share, NetworkState state) throws IOException {
    writeState(stateAt(share), state);
  }

  /** Reads the state after {@code share} of the steps of the run; 1 is the final state. */
  public NetworkState readStateAt(double share, NDManager manager) throws IOException {
    return readState(stateAt(share), manager);
  }

  /** Reads the final state into memory of {@code manager}. */
  public NetworkState readState(NDManager manager) throws IOException {
    return readState(STATE, manager);
  }

  /** Reads the mask of {@code net} into its memory; it keeps all other parameters. */
  public Mask readMask(PrunableNet net) throws IOException {
    return Mask.unpacked(net, new MaskFile(storage, maskLocation()).packed());
  }

  /** The name of a file, so its digits are the same in every locale. */
  static String stateAt(double share) {
    return share == 1
        ? STATE
        : String.format(Locale.ROOT, "state-%03d.safetensors", Math.round(100 * share));
  }

  private NetworkState readState(String name, NDManager manager) throws IOException {
    Map<String, NDArray> vectors = Checkpoint.read(storage, Storage.in(folder, name), manager);
    return new NetworkState(
        vectors.get("weights"), vectors.get("other"), vectors.get("statistics"));
  }

  private void writeState(String name, NetworkState state) throws IOException {
    Checkpoint.write(
        storage,
        Storage.in(folder, name),
        Map.of(
            "weights", state.weights(),
            "other", state.other(),
            "statistics", state.statistics()));
  }

  /** Saves to a temporary folder first, because DJL only saves to local folders. */
  private void writeModel(PrunableNet net, NetworkState state) throws IOException {
    net.export(state);
    Path local = Files.createTempDirectory("espalier-ticket");
    Path file = local.resolve(WEIGHTS);
    try (Model model = Model.newInstance(NAME, net.manager().getDevice(), "PyTorch")) {
      model.setBlock(net.block());
      model.setProperty("Epoch", "0");
      model.save(local, NAME);
      storage.create(weightsLocation(), out -> Files.copy(file, out));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(local);
    }
  }
}
