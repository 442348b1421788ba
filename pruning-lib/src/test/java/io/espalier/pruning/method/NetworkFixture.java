// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Checkpoint;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.TinyImages;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small network for methods to prune, with an initial state and a state that stands for a trained
 * one.
 */
abstract class NetworkFixture {
  private static final ImageSet IMAGES = TinyImages.set(72, 8);
  private static final Streams STREAMS = new Streams(1);

  @TempDir Path folder;

  final NDManager manager = NDManager.newBaseManager();
  PrunableNet net;
  NetworkState initial;
  NetworkState trained;
  Granularity structure = new Unstructured();
  private final Map<Double, NetworkState> states = new HashMap<>();

  @BeforeEach
  void network() {
    network(0.25);
  }

  private void network(double width) {
    net =
        new PrunableNet(
            manager,
            new ResNet20s(width).block(4),
            new Shape(3, 8, 8),
            DataType.FLOAT32,
            PrunableNet.Layout.CHANNELS_LAST);
    initial = net.initialState(tensor -> STREAMS.of("init", tensor));
    trained = net.initialState(tensor -> STREAMS.of("as if trained", tensor));
    trained.other().addi(0.25);
    trained.statistics().addi(0.5);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  NetworkState stateAt(double share) {
    NetworkState state =
        net.initialState(tensor -> STREAMS.of("dense", tensor, (long) (100 * share)));
    state.other().addi(share);
    state.statistics().addi(1 + share);
    states.put(share, state);
    return state;
  }

  Map<String, NDArray> saved(String phase) throws IOException {
    return Checkpoint.read(
        new LocalStorage(), folder.resolve(phase + ".safetensors").toString(), manager);
  }

  Pruned prune(
      String name,
      Map<String, Object> settings,
      TrainingObserver observer,
      Optional<CheckpointFolder> checkpoints)
      throws InterruptedException {
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 2, "batch", 24));
    all.putAll(settings);
    Training training = new Training(net, IMAGES, STREAMS, observer, checkpoints);
    PruningMethod method = Methods.ALL.choose(name, all).value();
    return method.prune(
        new PruningRun(
            net,
            name.equals("dense") ? Sparsity.DENSE : Sparsity.afterRounds(5),
            structure,
            sparsity -> method.selection(structure, net.layers(), sparsity),
            initial,
            method.start() == PruningMethod.Start.INITIAL ? initial : trained,
            Mask.dense(net),
            share -> states.get(share),
            STREAMS,
            training));
  }

  /** Records the values that training starts with. */
  static class Beginning implements TrainingObserver {
    float[] weights;
    float[] other;
    float[] statistics;

    @Override
    public void epochEnded(EpochReport report) {}

    @Override
    public Set<Double> statesWanted() {
      return Set.of(0.0);
    }

    @Override
    public void stateReached(double share, NetworkState state) {
      weights = state.weights().toFloatArray();
      other = state.other().toFloatArray();
      statistics = state.statistics().toFloatArray();
    }
  }
}
