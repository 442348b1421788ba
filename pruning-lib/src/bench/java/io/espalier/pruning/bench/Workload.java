// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.Split;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.method.PruningRun;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An untrained network, made images to train it on, and runs of methods on both. What a step costs
 * depends on no value, so the dense run that methods start from is the untrained network, too.
 *
 * @param model the network's name
 * @param set with one test image, for every epoch ends with an evaluation that is not to be timed
 */
record Workload(
    NDManager manager, String model, PrunableNet net, NetworkState initial, ImageSet set)
    implements AutoCloseable {
  /** Images a step. */
  static final int BATCH = 128;

  /** Images of an evaluation: two batches of the largest size. */
  static final int EVALUATED = 500;

  /** 73.79 %. */
  static final Sparsity TARGET = Sparsity.afterRounds(6);

  private static final Streams STREAMS = new Streams(1);

  /**
   * @param steps of an epoch
   */
  static Workload of(String model, int steps) {
    NDManager manager = NDManager.newBaseManager();
    ImageSet set = images(steps * BATCH);
    PrunableNet net = net(manager, model, set, Precision.FLOAT32);
    return new Workload(
        manager, model, net, net.initialState(tensor -> STREAMS.of("init", tensor)), set);
  }

  /** The same from the same initial values, in another precision; closed with this one. */
  Workload in(Precision precision) {
    return new Workload(manager, model, net(manager, model, set, precision), initial, set);
  }

  private static PrunableNet net(
      NDManager manager, String model, ImageSet set, Precision precision) {
    return new PrunableNet(
        manager,
        Architectures.ALL.choose(model, Map.of()).value().block(set.classes()),
        new Shape(set.channels(), set.height(), set.width()),
        precision.type(),
        PrunableNet.Layout.CHANNELS_LAST);
  }

  private static ImageSet images(int train) {
    ImageSet made;
    try {
      made =
          Datasets.ALL
              .choose("shapes", Map.of("train", roundedUp(train), "test", 10))
              .value()
              .load(new LocalStorage(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ImageSet(
        made.channels(),
        made.height(),
        made.width(),
        made.classes(),
        made.mean(),
        made.deviation(),
        first(made.train(), train),
        first(made.test(), 1));
  }

  /** The made images come in multiples of their ten classes. */
  private static int roundedUp(int images) {
    return (images + 9) / 10 * 10;
  }

  static Split first(Split split, int images) {
    return split.select(IntStream.range(0, images).toArray());
  }

  /** What {@code method} is given for a run on this network. */
  PruningRun run(PruningMethod method, Granularity structure, TrainingObserver observer) {
    return new PruningRun(
        net,
        structure.ownSparsity().orElse(TARGET),
        structure,
        sparsity -> method.selection(structure, net.layers(), sparsity),
        initial,
        initial,
        Mask.dense(net),
        share -> initial,
        STREAMS,
        new Training(net, set, STREAMS, observer, Optional.empty()));
  }

  @Override
  public void close() {
    manager.close();
  }
}
