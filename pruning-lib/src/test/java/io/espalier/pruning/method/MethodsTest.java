package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What methods do to a network inside a run. */
class MethodsTest {
  private static final ImageSet IMAGES = TinyImages.set(72, 8);
  private static final Streams STREAMS = new Streams(1);

  @TempDir private Path folder;

  private final NDManager manager = NDManager.newBaseManager();
  private PrunableNet net;
  private NetworkState initial;
  private NetworkState trained;
  private Granularity structure = new Unstructured();
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

  @Test
  void imp_begins_its_round_with_the_survivors_biases_and_statistics_of_the_start()
      throws Exception {
    Beginning beginning = new Beginning();
    Pruned pruned = prune("imp", Map.of(), beginning, Optional.empty());

    assertThat(beginning.weights)
        .isEqualTo(initial.weights().mul(pruned.mask().values()).toFloatArray());
    assertThat(beginning.other).isEqualTo(initial.other().toFloatArray());
    assertThat(beginning.statistics).isEqualTo(initial.statistics().toFloatArray());
  }

  @Test
  void imp_removes_the_smallest_trained_magnitudes_not_the_smallest_initial_ones()
      throws Exception {
    Pruned pruned = prune("imp", Map.of(), new Beginning(), Optional.empty());

    NDArray sizes = trained.weights().abs();
    float smallestKept = largestWhere(sizes.neg(), pruned.mask().values()) * -1;
    float largestRemoved = largestWhere(sizes, pruned.mask().values().sub(1).neg());
    assertThat(largestRemoved).isLessThanOrEqualTo(smallestKept);
  }

  @Test
  void omp_goes_on_from_the_weights_it_is_told_to() throws Exception {
    Beginning fromInitial = new Beginning();
    Beginning fromTrained = new Beginning();
    Pruned one = prune("omp", Map.of(), fromInitial, Optional.empty());
    Pruned two = prune("omp", Map.of("from", "trained"), fromTrained, Optional.empty());

    assertThat(one.mask().values()).isEqualTo(two.mask().values());
    assertThat(fromInitial.other).isEqualTo(initial.other().toFloatArray());
    assertThat(fromTrained.weights)
        .isEqualTo(trained.weights().mul(two.mask().values()).toFloatArray());
    assertThat(fromTrained.statistics).isEqualTo(trained.statistics().toFloatArray());
  }

  @Test
  void global_mp_and_lamp_go_on_from_the_trained_weights_unless_told_otherwise() throws Exception {
    for (String method : List.of("global-mp", "lamp")) {
      Beginning fromTrained = new Beginning();
      Beginning fromInitial = new Beginning();
      Pruned one = prune(method, Map.of(), fromTrained, Optional.empty());
      Pruned two = prune(method, Map.of("from", "initial"), fromInitial, Optional.empty());

      assertThat(one.mask().values()).as(method).isEqualTo(two.mask().values());
      assertThat(fromTrained.weights)
          .isEqualTo(trained.weights().mul(one.mask().values()).toFloatArray());
      assertThat(fromTrained.statistics).isEqualTo(trained.statistics().toFloatArray());
      assertThat(fromInitial.other).as(method).isEqualTo(initial.other().toFloatArray());
    }
  }

  /** A first layer of weights a thousandth as large is emptied by one global cut. */
  @Test
  void global_mp_and_lamp_leave_something_of_a_layer_that_omp_empties() throws Exception {
    float[] factors = new float[(int) net.prunable()];
    Arrays.fill(factors, 1);
    Arrays.fill(factors, 0, (int) net.layers().get(0).size(), 0.001f);
    trained.weights().muli(manager.create(factors));

    Map<String, Long> keptOfFirst = new HashMap<>();
    for (String method : List.of("omp", "global-mp", "lamp")) {
      Mask mask = prune(method, Map.of(), new Beginning(), Optional.empty()).mask();
      assertThat(mask.kept()).isEqualTo(Sparsity.afterRounds(5).kept(net.prunable()));
      keptOfFirst.put(method, mask.kept(0, net.layers().get(0).size()));
    }

    long minimum = (long) (0.0005 * net.prunable());
    assertThat(keptOfFirst).containsEntry("omp", 0L).containsEntry("global-mp", minimum);
    assertThat(keptOfFirst.get("lamp")).isPositive();
  }

  /** No target has room for half of all weights in each layer: each gets an equal part. */
  @Test
  void where_the_minimum_is_more_than_there_is_global_mp_divides_what_there_is() throws Exception {
    Map<String, Object> half = Map.of("epochs", 1, "min_per_layer", 0.5);

    Mask mask = prune("global-mp", half, new Beginning(), Optional.empty()).mask();

    long part = mask.kept() / net.layers().size();
    assertThat(net.layers())
        .allMatch(layer -> mask.kept(layer.offset(), layer.size()) >= Math.min(part, layer.size()));
  }

  /** With a mask rate that moves nothing, only a shared storage could move the scores. */
  @Test
  void bips_scores_never_share_storage_with_its_weights() throws Exception {
    Map<String, Object> still = Map.of("mask_rate", 1e-30, "mask_weight_decay", 0);
    CheckpointFolder kept =
        new CheckpointFolder(new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1));

    prune("bip", still, new Beginning(), Optional.of(kept));

    Map<String, NDArray> saved = saved("bip");
    assertThat(saved.get("scores")).isEqualTo(trained.weights());
    assertThat(saved.get("weights")).isNotEqualTo(trained.weights());
  }

  @Test
  void bips_mask_is_the_top_k_of_its_scores_and_moves() throws Exception {
    CheckpointFolder kept =
        new CheckpointFolder(new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1));

    Pruned pruned = prune("bip", Map.of("epochs", 3), new Beginning(), Optional.of(kept));

    Map<String, NDArray> saved = saved("bip");
    Selection selection = new Unstructured().selection(net.layers(), Sparsity.afterRounds(5));
    Mask ofScores = selection.of(saved.get("scores"), net.others(), Ranking.MAGNITUDE);
    Mask ofStart = selection.of(trained.weights(), net.others(), Ranking.MAGNITUDE);
    assertThat(pruned.mask().values()).isEqualTo(ofScores.values()).isNotEqualTo(ofStart.values());
  }

  @Test
  void bips_upper_level_leaves_running_statistics_alone_unless_told_otherwise() throws Exception {
    NDArray frozen = prune("bip", Map.of(), new Beginning(), Optional.empty()).state().statistics();
    NDArray never =
        prune("bip", Map.of("weight_steps", 1000), new Beginning(), Optional.empty())
            .state()
            .statistics();
    NDArray updated =
        prune("bip", Map.of("upper_statistics", "updated"), new Beginning(), Optional.empty())
            .state()
            .statistics();

    assertThat(frozen).isNotEqualTo(updated);
    assertThat(never).isNotEqualTo(updated);
  }

  @Test
  void bips_settings_each_make_another_run() throws Exception {
    NDArray plain = prune("bip", Map.of(), new Beginning(), Optional.empty()).state().weights();
    for (Map<String, Object> settings :
        List.<Map<String, Object>>of(
            Map.of("gamma", 0.01),
            Map.of("mask_rate", 1.0),
            Map.of("rate", 0.1),
            Map.of("weight_steps", 2),
            Map.of("upper_batch", "same"),
            Map.of("schedule", "constant"),
            Map.of("mask_schedule", "constant", "mask_rate", 0.1),
            Map.of("weight_decay", 0.01))) {
      NDArray other = prune("bip", settings, new Beginning(), Optional.empty()).state().weights();
      assertThat(other).as("%s", settings).isNotEqualTo(plain);
    }
  }

  @Test
  void imp_rewinds_to_the_dense_runs_state_asked_for() throws Exception {
    NetworkState early = stateAt(0.05);
    Beginning beginning = new Beginning();

    Pruned pruned = prune("imp", Map.of("rewind", 0.05), beginning, Optional.empty());
    Pruned plain = prune("imp", Map.of(), new Beginning(), Optional.empty());

    assertThat(pruned.mask().values()).isEqualTo(plain.mask().values());
    assertThat(beginning.weights)
        .isEqualTo(early.weights().mul(pruned.mask().values()).toFloatArray());
    assertThat(beginning.other).isEqualTo(early.other().toFloatArray());
    assertThat(beginning.statistics).isEqualTo(early.statistics().toFloatArray());
  }

  @Test
  void bip_retrains_its_mask_from_the_dense_runs_state_asked_for() throws Exception {
    NetworkState half = stateAt(0.5);
    Beginning beginning = new Beginning(); // of the last phase
    Map<String, Object> retrain = Map.of("retrain_epochs", 1, "retrain_from", 0.5);

    Pruned retrained = prune("bip", retrain, beginning, Optional.empty());
    Pruned plain = prune("bip", Map.of(), new Beginning(), Optional.empty());

    assertThat(retrained.mask().values()).isEqualTo(plain.mask().values());
    assertThat(retrained.state().weights()).isNotEqualTo(plain.state().weights());
    assertThat(beginning.weights)
        .isEqualTo(half.weights().mul(plain.mask().values()).toFloatArray());
    assertThat(beginning.other).isEqualTo(half.other().toFloatArray());
  }

  @Test
  void a_share_that_no_dense_run_keeps_is_refused() {
    assertThatThrownBy(() -> Methods.ALL.choose("imp", Map.of("rewind", 0.3)))
        .hasMessageContaining(
            "Invalid rewind: 0.3, must be one of [0.0, 0.01, 0.02, 0.05, 0.07, 0.1, 0.25, 0.5, 0.75, 1.0]");
    assertThatThrownBy(() -> Methods.ALL.choose("bip", Map.of("retrain_from", 0.3)))
        .hasMessageContaining("Invalid retrain_from: 0.3, must be one of");
  }

  /** The weights that training has moved are those of whole filters, channels or patterns. */
  @Test
  void a_method_ends_with_a_mask_of_the_structure_asked_for() throws Exception {
    for (Granularity asked : List.of(new Filters(), new Channels(), new NofM(1, 4))) {
      structure = asked;
      for (String method : List.of("bip", "omp", "random")) {
        Pruned pruned = prune(method, Map.of(), new Beginning(), Optional.empty());
        Selection selection = asked.selection(net.layers(), Sparsity.afterRounds(5));

        assertThat(selection.allows(pruned.mask())).as("%s %s", asked, method).isTrue();
        assertThat(selection.groupsKept()).isLessThan(selection.groups());
        assertThat(
                pruned.state().weights().mul(pruned.mask().values().sub(1)).abs().max().getFloat())
            .as("%s %s: no removed weight is left", asked, method)
            .isZero();
        assertThat(pruned.state().other().mul(pruned.mask().other().sub(1)).abs().max().getFloat())
            .as("%s %s: no removed filter's shift is left", asked, method)
            .isZero();
      }
    }
  }

  @Test
  void sr_ste_trains_the_weights_that_its_pattern_leaves_out() throws Exception {
    structure = new NofM(1, 4);
    CheckpointFolder kept =
        new CheckpointFolder(new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1));

    Pruned pruned = prune("sr-ste", Map.of(), new Beginning(), Optional.of(kept));

    Map<String, NDArray> saved = saved("train");
    Selection selection = structure.selection(net.layers(), new Sparsity(0.75));
    assertThat(pruned.mask().values())
        .isEqualTo(selection.of(saved.get("weights"), net.others(), Ranking.MAGNITUDE).values());
    NDArray removed = saved.get("mask").sub(1);
    assertThat(saved.get("weights").mul(removed).abs().max().getFloat()).isPositive();
    assertThat(saved.get("weights").sub(initial.weights()).mul(removed).abs().max().getFloat())
        .as("moved")
        .isPositive();
  }

  /** g = (1, 2), θ = (3, 4), the second is not used: 2 + 0.5 · 4. */
  @Test
  void sr_stes_decay_acts_on_what_is_not_used_alone() {
    NDArray refined =
        SrSte.refined(
            manager.create(new float[] {1, 2}),
            manager.create(new float[] {3, 4}),
            manager.create(new float[] {1, 0}),
            0.5);

    assertThat(refined.toFloatArray()).containsExactly(1, 4);
  }

  @Test
  void a_random_mask_follows_the_distribution_asked_for() throws Exception {
    long kept = Sparsity.afterRounds(5).kept(net.prunable());
    for (Distribution distribution : Distribution.values()) {
      String name = distribution.name().toLowerCase(Locale.ROOT);
      Pruned pruned =
          prune("random", Map.of("distribution", name), new Beginning(), Optional.empty());
      List<Long> counts = LayerCounts.of(net.layers(), pruned.mask()).kept();

      assertThat(pruned.mask().kept()).isEqualTo(kept);
      distribution
          .counts(net.layers(), kept)
          .ifPresent(prescribed -> assertThat(counts).isEqualTo(prescribed));
    }
  }

  private NetworkState stateAt(double share) {
    NetworkState state =
        net.initialState(tensor -> STREAMS.of("dense", tensor, (long) (100 * share)));
    state.other().addi(share);
    state.statistics().addi(1 + share);
    states.put(share, state);
    return state;
  }

  private static float largestWhere(NDArray values, NDArray mask) {
    return values.add(mask.sub(1).mul(1e6)).max().getFloat();
  }

  private Map<String, NDArray> saved(String phase) throws IOException {
    return Checkpoint.read(
        new LocalStorage(), folder.resolve(phase + ".safetensors").toString(), manager);
  }

  private Pruned prune(
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
            sparsity -> method.selection(structure, net.layers(), sparsity),
            initial,
            method.start() == PruningMethod.Start.INITIAL ? initial : trained,
            Mask.dense(manager, net.prunable(), net.others()),
            share -> states.get(share),
            STREAMS,
            training));
  }

  /** Remembers the values that training begins with. */
  private static class Beginning implements TrainingObserver {
    private float[] weights;
    private float[] other;
    private float[] statistics;

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
