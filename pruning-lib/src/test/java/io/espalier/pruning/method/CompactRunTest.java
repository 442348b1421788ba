// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.Training;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A whole phase under a filter-wise mask in float32, with and without the removed channels. */
class CompactRunTest {
  private static final Recipe RECIPE = new Recipe(6, 50, 0.05, Schedule.COSINE, 0.9, 5e-4);
  private static final Streams STREAMS = new Streams(3);

  private final NDManager manager = NDManager.newBaseManager();
  private final ImageSet images = shapes();
  private final PrunableNet net =
      new PrunableNet(
          manager,
          new ResNet20s(0.5).block(images.classes()),
          new Shape(images.channels(), images.height(), images.width()),
          DataType.FLOAT32,
          PrunableNet.Layout.CHANNELS_LAST);
  private final NetworkState initial = net.initialState(tensor -> STREAMS.of("init", tensor));
  private final List<EpochReport> curve = new ArrayList<>();

  private static ImageSet shapes() {
    try {
      return Datasets.ALL
          .choose("shapes", Map.of("train", 500, "test", 200))
          .value()
          .load(new LocalStorage(), "");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_compact_phase_is_about_as_accurate_as_a_masked_one_and_counts_the_same_passes()
      throws Exception {
    PruningRun run = run();
    Mask mask = run.mask(run.selection(), initial.weights(), Ranking.MAGNITUDE);
    assertThat(net.compact(mask.values(), mask.other())).isNotSameAs(net);

    Pruned compact = run.train(RECIPE, initial, mask);
    List<EpochReport> ofCompact = List.copyOf(curve);
    curve.clear();
    Pruned masked = run().train("train", RECIPE, initial, mask, (step, learner, gradient) -> {});

    // Rounding alone may not distinguish the two. The running variance of a removed channel does:
    // the masked network moves it towards 0, and the compact network never updates it.
    assertThat(compact.state().statistics()).isNotEqualTo(masked.state().statistics());
    assertThat(compact.state().weights().getShape()).isEqualTo(new Shape(net.prunable()));
    assertThat(compact.mask().values()).isEqualTo(masked.mask().values());
    assertThat(ofCompact.get(0).trainLoss()).isCloseTo(curve.get(0).trainLoss(), within(0.05));
    assertThat(ofCompact)
        .extracting(epoch -> epoch.cost().passes())
        .isEqualTo(curve.stream().map(epoch -> epoch.cost().passes()).toList());
    double accuracy = ofCompact.get(RECIPE.epochs() - 1).test().accuracy();
    assertThat(accuracy)
        .isGreaterThan(0.18) // chance is 0.1
        .isCloseTo(curve.get(RECIPE.epochs() - 1).test().accuracy(), within(0.1));
  }

  private PruningRun run() {
    Selection half = new Filters().selection(net.layers(), new Sparsity(0.5));
    return new PruningRun(
        net,
        new Sparsity(0.5),
        new Filters(),
        sparsity -> half,
        initial,
        initial,
        Mask.dense(net),
        share -> initial,
        STREAMS,
        new Training(net, images, STREAMS, curve::add, Optional.empty()));
  }
}
