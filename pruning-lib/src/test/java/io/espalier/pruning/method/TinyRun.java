// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.EpochImages;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.TinyImages;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Runs methods on one network and tiny images of four classes (72 images by default). */
final class TinyRun implements TrainingObserver, AutoCloseable {
  static final Shape IMAGE = new Shape(3, 8, 8);
  private static final ImageSet IMAGES = TinyImages.set(72, 8);
  private static final Streams STREAMS = new Streams(1);

  private final ImageSet images;

  final NDManager manager = NDManager.newBaseManager();
  final PrunableNet net;
  final NetworkState initial;
  final NetworkState trained;

  /** The values that the last phase started with. */
  float[] weights;

  float[] other;
  float[] statistics;

  /** The passes of the last run, at its last epoch. */
  double passes;

  /** The training loop of the last run. */
  Training training;

  /** The reports of the last run. */
  final List<EpochReport> curve = new ArrayList<>();

  /** The number of weights kept by each mask that the last run computed, in order. */
  final List<Long> cuts = new ArrayList<>();

  /** Wraps the selections of runs; by default, counts their cuts, which reads each mask. */
  UnaryOperator<Selection> watched = selection -> new Counted(selection, cuts);

  /** Chooses the images of each epoch. */
  EpochImages.Curriculum curriculum = (phase, epochs) -> EpochImages.ALL;

  /** Runs after each epoch. */
  Runnable each = () -> {};

  /** Runs before the first step of each phase. */
  Runnable first = () -> {};

  /** The number of checkpoints that the last run wrote. */
  int saves;

  /** The number of the checkpoint after which a run fails. */
  int lastSave = Integer.MAX_VALUE;

  TinyRun(Block block) {
    this(block, DataType.FLOAT32, IMAGES);
  }

  /**
   * @param images images of 3×8×8
   */
  TinyRun(Block block, DataType type, ImageSet images) {
    this(block, type, images, Residence.HOST);
  }

  TinyRun(Block block, Residence residence) {
    this(block, DataType.FLOAT32, IMAGES, residence);
  }

  /**
   * @param images images of 3×8×8
   */
  TinyRun(Block block, DataType type, ImageSet images, Residence residence) {
    this.images = images;
    net = new PrunableNet(manager, block, IMAGE, type, PrunableNet.Layout.CHANNELS_LAST, residence);
    initial = net.initialState(tensor -> STREAMS.of("init", tensor));
    trained = net.initialState(tensor -> STREAMS.of("as if trained", tensor));
    trained.other().addi(0.25);
    trained.statistics().addi(0.5);
  }

  Pruned prune(String name, Map<String, Object> settings, double sparsity) throws Exception {
    return prune(name, settings, new Unstructured(), sparsity, Optional.empty());
  }

  Pruned prune(
      String name,
      Map<String, Object> settings,
      Granularity structure,
      double sparsity,
      Optional<CheckpointFolder> checkpoints)
      throws InterruptedException {
    curve.clear();
    cuts.clear();
    saves = 0;
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 1, "batch", 24));
    all.putAll(settings);
    Catalog<PruningMethod> catalog =
        Scorings.ALL.names().contains(name) ? Scorings.ALL : Methods.ALL;
    PruningMethod method = catalog.choose(name, all).value();
    return method.prune(run(method, structure, sparsity, checkpoints));
  }

  /** The input of a method. */
  PruningRun run(
      PruningMethod method,
      Granularity structure,
      double sparsity,
      Optional<CheckpointFolder> checkpoints) {
    int all = images.train().size();
    training = new Training(net, images, STREAMS, this, checkpoints, all, curriculum);
    return new PruningRun(
        net,
        structure.ownSparsity().orElse(new Sparsity(sparsity)),
        structure,
        share -> watched.apply(method.selection(structure, net.layers(), share)),
        initial,
        method.start() == PruningMethod.Start.INITIAL ? initial : trained,
        Mask.dense(net),
        share -> trained,
        STREAMS,
        training);
  }

  /** The images on which methods compute scores, all in one batch. */
  Batch sample(int perClass, int batch) {
    NDList seen = new NDList();
    NDList labels = new NDList();
    new Training(net, images, STREAMS, this, Optional.empty())
        .sample(
            perClass,
            batch,
            visited -> {
              seen.add(visited.images().duplicate());
              labels.add(visited.labels().duplicate());
              NDScope.unregister(seen.get(seen.size() - 1), labels.get(labels.size() - 1));
            });
    return new Batch(
        NDArrays.concat(seen), NDArrays.concat(labels), (int) NDArrays.concat(labels).size());
  }

  @Override
  public void epochEnded(EpochReport report) {
    passes = report.cost().passes();
    curve.add(report);
    each.run();
  }

  @Override
  public void saved() {
    if (++saves == lastSave) {
      throw new IllegalStateException("stopped");
    }
  }

  @Override
  public Set<Double> statesWanted() {
    return Set.of(0.0);
  }

  @Override
  public void stateReached(double share, NetworkState state) {
    first.run();
    weights = state.weights().toFloatArray();
    other = state.other().toFloatArray();
    statistics = state.statistics().toFloatArray();
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Records the number of weights that masks keep. */
  private record Counted(Selection selection, List<Long> cuts) implements Selection {
    @Override
    public void project(NDArray scores, Ranking ranking, Mask mask) {
      selection.project(scores, ranking, mask);
      cuts.add(mask.kept());
    }

    @Override
    public long groups() {
      return selection.groups();
    }

    @Override
    public long groupsKept() {
      return selection.groupsKept();
    }

    @Override
    public boolean removesChannels() {
      return selection.removesChannels();
    }
  }

  /** A state with its own arrays, to use as leaves. */
  static NetworkState leaves(NetworkState state, NDArray weights) {
    return new NetworkState(
        weights.duplicate(), state.other().duplicate(), state.statistics().duplicate());
  }
}
