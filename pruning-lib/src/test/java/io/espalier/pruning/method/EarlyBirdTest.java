// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.GlobalFilters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Checkpoint;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.TinyImages;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Early-Bird tickets on ResNet-20s with 4, 8 and 16 filters per layer: 7 · 4 + 6 · 8 + 6 · 16. */
class EarlyBirdTest {
  private static final ImageSet IMAGES = TinyImages.set(72, 8);
  private static final Streams STREAMS = new Streams(1);
  private static final Sparsity HALF = new Sparsity(0.5);
  private static final int FILTERS = 172;

  /** Settings with which the masks agree as soon as there are three. */
  private static final Map<String, Object> AT_THE_THIRD =
      Map.of("epochs", 5, "masks", 3, "distance", 0.99, "search", 1);

  @TempDir private Path folder;

  private final NDManager manager = NDManager.newBaseManager();
  private PrunableNet net;
  private NetworkState initial;

  @BeforeEach
  void network() {
    net =
        new PrunableNet(
            manager,
            new ResNet20s(0.25).block(4),
            new Shape(3, 8, 8),
            DataType.FLOAT32,
            PrunableNet.Layout.CHANNELS_LAST);
    initial = net.initialState(tensor -> STREAMS.of("init", tensor));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Five filters, three masks: until there are three, the empty rows differ in all five. */
  @Test
  void the_distance_is_the_largest_share_of_filters_that_differ_from_the_newest_mask() {
    RecentTickets recent = RecentTickets.none(manager, 3, 5);
    recent.add(new boolean[] {true, true, false, false, false});
    recent.add(new boolean[] {true, true, false, false, false});
    assertThat(recent.distance()).isEqualTo(1);

    recent.add(new boolean[] {true, true, false, false, false});
    assertThat(recent.distance()).isZero();

    recent.add(new boolean[] {true, false, true, false, false});
    assertThat(recent.distance()).isEqualTo(0.4);

    recent.add(new boolean[] {false, true, true, false, false});
    assertThat(recent.distance()).as("from 1 1 0 0 0 and from 1 0 1 0 0").isEqualTo(0.4);

    recent.add(new boolean[] {false, true, true, true, false});
    assertThat(recent.distance()).as("from 1 0 1 0 0; 1 1 0 0 0 is forgotten").isEqualTo(0.6);
    assertThat(recent.bits().toFloatArray())
        .containsExactly(1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0);
  }

  @Test
  void filters_of_all_convolutions_with_batch_norm_are_ranked() {
    GlobalFilters selection = selection();

    assertThat(selection.groups()).isEqualTo(FILTERS);
    assertThat(selection.groupsKept()).isEqualTo(FILTERS / 2);
    for (Layer layer : selection.layers()) {
      long scale = layer.batchNormScale().orElseThrow();
      assertThat(initial.other().get(scale + ":" + (scale + layer.filters())).toFloatArray())
          .as("a scale is 1 at first, a shift and a bias 0: %s", layer)
          .containsOnly(1);
    }
    Layer bare = new Layer("bare", List.of(2L, 1L, 1L, 1L), 0, 2, 1, 1, List.of(0L));
    assertThatThrownBy(() -> EarlyBird.DEFAULTS.selection(new Filters(), List.of(bare), HALF))
        .hasMessageContaining("Cannot rank filters");
  }

  /**
   * One step of one batch: the penalty moves each scale by rate · λ towards 0 and changes nothing
   * else.
   */
  @Test
  void the_penalty_changes_only_batch_norm_scales() throws Exception {
    Map<String, Object> step = Map.of("epochs", 1, "batch", 72, "rate", 0.5, "momentum", 0);
    Map<String, Object> penalised = new HashMap<>(step);
    penalised.put("scale_penalty", 0.125);
    Map<String, Object> plain = new HashMap<>(step);
    plain.put("scale_penalty", 0);

    Epochs with = new Epochs("with", 9);
    Epochs without = new Epochs("without", 9);
    prune(penalised, with);
    prune(plain, without);

    float[] moved = with.last("other").sub(without.last("other")).toFloatArray();
    float[] expected = new float[moved.length];
    for (Layer layer : selection().layers()) {
      for (int i = 0; i < layer.filters(); i++) {
        expected[(int) layer.batchNormScale().orElseThrow() + i] = -0.0625f;
      }
    }
    for (int i = 0; i < moved.length; i++) {
      assertThat(moved[i]).isCloseTo(expected[i], within(1e-6f));
    }
    assertThat(with.last("weights")).isEqualTo(without.last("weights"));
  }

  @Test
  void training_is_dense_until_the_masks_agree_and_then_keeps_that_mask() throws Exception {
    Epochs epochs = new Epochs("epochs", 9);

    Pruned pruned = prune(AT_THE_THIRD, epochs);

    assertThat(epochs.filtersKept()).containsExactly(172, 172, 86, 86, 86);
    assertThat(epochs.saved.get(2).get("mask")).isEqualTo(pruned.mask().values());
    assertThat(epochs.last("mask_other")).isEqualTo(pruned.mask().other());
    assertThat(selection().allows(pruned.mask())).isTrue();
    NDArray gone = pruned.mask().values().sub(1);
    assertThat(pruned.state().weights().mul(gone).abs().max().getFloat()).isZero();
    assertThat(epochs.passes).isEqualTo(5);
  }

  @Test
  void the_ticket_keeps_the_filters_with_the_largest_scales_of_its_epoch() throws Exception {
    Epochs epochs = new Epochs("epochs", 9);

    prune(AT_THE_THIRD, epochs);

    float[] other = epochs.saved.get(2).get("other").toFloatArray();
    float[] kept = epochs.saved.get(2).get("mask_other").toFloatArray();
    double[] scales = new double[FILTERS];
    boolean[] flags = new boolean[FILTERS];
    int filter = 0;
    for (Layer layer : selection().layers()) {
      for (int i = 0; i < layer.filters(); i++) {
        int at = (int) layer.batchNormScale().orElseThrow() + i;
        scales[filter] = Math.abs(other[at]);
        flags[filter++] = kept[at] == 1;
      }
    }
    assertThat(flags).isEqualTo(selection().best(scales));
  }

  @Test
  void a_search_without_agreement_takes_the_mask_of_its_last_epoch() throws Exception {
    Epochs half = new Epochs("half", 9);
    Epochs all = new Epochs("all", 9);

    prune(Map.of("epochs", 4, "search", 0.5), half);
    prune(Map.of("epochs", 4, "search", 1), all);

    assertThat(half.filtersKept()).containsExactly(172, 86, 86, 86);
    assertThat(all.filtersKept()).as("four epochs have no five masks").endsWith(172, 86);
  }

  /**
   * Stopped before, at and after the ticket: the restored masks determine when the ticket is drawn.
   */
  @Test
  void a_search_resumed_from_a_checkpoint_has_the_bits_of_an_uninterrupted_search()
      throws Exception {
    Pruned whole = prune(AT_THE_THIRD, new Epochs("whole", 9));
    Pruned again = prune(AT_THE_THIRD, new Epochs("again", 9));
    assertThat(again.state().weights()).isEqualTo(whole.state().weights());
    for (int stop = 1; stop <= 4; stop++) {
      Epochs first = new Epochs("stopped" + stop, stop);
      assertThatThrownBy(() -> prune(AT_THE_THIRD, first)).hasMessage("stopped");
      Epochs rest = new Epochs("stopped" + stop, 9);
      Pruned continued = prune(AT_THE_THIRD, rest);

      assertThat(rest.saved).as("after %d", stop).hasSize(5 - stop);
      assertThat(continued.mask().values()).isEqualTo(whole.mask().values());
      assertThat(continued.mask().other()).isEqualTo(whole.mask().other());
      assertThat(continued.state().weights()).isEqualTo(whole.state().weights());
      assertThat(continued.state().other()).isEqualTo(whole.state().other());
      assertThat(continued.state().statistics()).isEqualTo(whole.state().statistics());
      assertThat(rest.passes).isEqualTo(5);
    }
  }

  @Test
  void only_filters_are_accepted_and_at_least_two_masks_are_required() {
    assertThat(EarlyBird.DEFAULTS.refuses(new Filters())).isEmpty();
    assertThat(EarlyBird.DEFAULTS.refuses(new Unstructured())).isPresent();
    assertThat(EarlyBird.DEFAULTS.refuses(new Channels())).isPresent();
    assertThat(EarlyBird.DEFAULTS.refuses(new NofM(2, 4))).isPresent();
    assertThatThrownBy(() -> Methods.ALL.choose("early-bird", Map.of("masks", 1, "search", 0)))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("Invalid masks: 1, must be at least 2")
        .hasMessageContaining("Invalid search: 0.0, must be greater than 0 and at most 1");
  }

  private GlobalFilters selection() {
    return EarlyBird.DEFAULTS.selection(new Filters(), net.layers(), HALF);
  }

  private Pruned prune(Map<String, Object> settings, Epochs observer) throws InterruptedException {
    Map<String, Object> all = new HashMap<>(Map.of("batch", 24));
    all.putAll(settings);
    PruningMethod method = Methods.ALL.choose("early-bird", all).value();
    Training training =
        new Training(net, IMAGES, STREAMS, observer, Optional.of(observer.checkpoints));
    return method.prune(
        new PruningRun(
            net,
            HALF,
            new Filters(),
            sparsity -> method.selection(new Filters(), net.layers(), sparsity),
            initial,
            initial,
            Mask.dense(net),
            share -> initial,
            STREAMS,
            training));
  }

  /** Keeps the checkpoint of each epoch, and fails after a given one. */
  private final class Epochs implements TrainingObserver {
    private final CheckpointFolder checkpoints;
    private final int limit;
    private final List<Map<String, NDArray>> saved = new ArrayList<>();
    private double passes;

    Epochs(String name, int limit) {
      this.checkpoints =
          new CheckpointFolder(
              new LocalStorage(), folder.resolve(name).toString(), CheckpointInterval.ofEpochs(1));
      this.limit = limit;
    }

    @Override
    public void epochEnded(EpochReport report) {
      passes = report.cost().passes();
    }

    @Override
    public void saved() {
      try {
        saved.add(
            Checkpoint.read(
                checkpoints.storage(), checkpoints.folder() + "/train.safetensors", manager));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (saved.size() == limit) {
        throw new IllegalStateException("stopped");
      }
    }

    NDArray last(String vector) {
      return saved.get(saved.size() - 1).get(vector);
    }

    /** The number of filters kept after each epoch, counted by their scales. */
    List<Integer> filtersKept() {
      return saved.stream()
          .map(
              vectors -> {
                float[] other = vectors.get("mask_other").toFloatArray();
                int kept = 0;
                for (Layer layer : selection().layers()) {
                  for (int i = 0; i < layer.filters(); i++) {
                    kept += (int) other[(int) layer.batchNormScale().orElseThrow() + i];
                  }
                }
                return kept;
              })
          .toList();
    }
  }
}
