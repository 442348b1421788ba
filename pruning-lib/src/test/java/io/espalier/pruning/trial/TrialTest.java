// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.NoopTranslator;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.EngineCheck.Quantity;
import io.espalier.pruning.check.EngineVerdict;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.check.WrongKernels;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.MaskFile;
import io.espalier.pruning.export.ScoreFile;
import io.espalier.pruning.export.TicketBlockFactory;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.NofM;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Checkpoint;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.DivergedException;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.TinyImages;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs, on a network of 16,900 weights and 72 tiny images. */
class TrialTest {
  private static final ImageSet IMAGES = TinyImages.set(72, 40);
  private static final Choice<Architecture> MODEL =
      Architectures.ALL.choose("resnet20s", Map.of("width", 0.25));

  private static final Map<String, Object> SHORT = Map.of("epochs", 2, "batch", 24);
  private static final List<String> METHODS =
      Methods.ALL.names().stream().filter(name -> !name.equals(Methods.DENSE)).toList();

  private static final Sparsity HALF = new Sparsity(0.5);

  @TempDir private Path folder;

  private final LocalStorage storage = new LocalStorage();
  private final Trial trial =
      new Trial(storage, IMAGES, "cpu", CheckpointInterval.DEFAULT, ProcessEngine.checked("cpu"));

  @BeforeEach
  void dense() throws Exception {
    run("dense", SHORT, Sparsity.DENSE, "dense", Optional.empty());
  }

  @Test
  void every_method_keeps_the_exact_count_and_counts_its_passes() throws Exception {
    Map<String, Double> besides = // no upper level at the end; scoring on 40 of 72 images
        Map.of(
            "bip",
            2 - 24 / 72.0,
            "hydra",
            2.0,
            "snip",
            40 / 72.0,
            "grasp",
            3 * 40 / 72.0,
            "lrp",
            40 / 72.0,
            "iss-p",
            1.0,
            "mask-sparsity",
            3.0);
    for (String method : METHODS) {
      // The channels of the shortcuts, which stay, are a third of so small a network.
      double most = method.equals("pre-cropping") ? 0.5 : 1;
      for (double share : new double[] {0.2, 0.5, 0.8926, 0.99}) {
        if (share > most) {
          continue;
        }
        Sparsity sparsity = new Sparsity(share);
        TrialResult result =
            run(method, settings(method), sparsity, method + share, fromDense(method));

        assertThat(result.kept())
            .as("%s at %s", method, sparsity)
            .isEqualTo(result.layers().stream().mapToLong(layer -> layer.sparsity().kept()).sum());
        if (structure(method) instanceof Unstructured) { // the trial itself checks all others
          assertThat(result.kept()).isEqualTo(sparsity.kept(result.prunable()));
        }
        assertThat(result.cost().passes())
            .as(method)
            .isCloseTo(2 + besides.getOrDefault(method, 0.0), within(1e-12));
      }
    }
  }

  @Test
  void a_run_on_incorrect_kernels_is_refused_before_anything_is_written() {
    Finding wrong =
        new Finding(Operation.CONVOLUTION, "3×3", "float32", Quantity.GRADIENT, 0.15, 24, 1e-4);
    CheckedEngine engine =
        new CheckedEngine(
            "a processor", "ALL", null, List.of(new EngineVerdict("ALL", List.of(wrong))));
    Trial refused = new Trial(storage, IMAGES, "cpu", CheckpointInterval.DEFAULT, engine);

    assertThatThrownBy(
            () ->
                refused.run(
                    spec("omp", SHORT, Sparsity.afterRounds(3), "refused", fromDense("omp")),
                    report -> {}))
        .isInstanceOf(WrongKernels.class)
        .hasMessageStartingWith("Cannot train resnet20s in float32: ");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void a_repeated_run_has_the_same_bits() throws Exception {
    for (String method : METHODS) {
      run(method, settings(method), Sparsity.afterRounds(3), "one", fromDense(method));
      run(method, settings(method), Sparsity.afterRounds(3), "two", fromDense(method));

      assertSameBits("one", "two");
    }
  }

  @Test
  void concurrent_runs_have_the_same_bits_as_separate_runs() throws Exception {
    Sparsity sparsity = Sparsity.afterRounds(4);
    run("bip", SHORT, sparsity, "bip alone", fromDense("bip"));
    run("random", SHORT, sparsity, "random alone", fromDense("random"));

    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<TrialResult>> both =
          List.of(
              () -> run("bip", SHORT, sparsity, "bip", fromDense("bip")),
              () -> run("random", SHORT, sparsity, "random", fromDense("random")));
      for (Future<TrialResult> ended : threads.invokeAll(both)) {
        ended.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertSameBits("bip alone", "bip");
    assertSameBits("random alone", "random");
  }

  @Test
  void another_seed_gives_other_weights_and_another_mask() throws Exception {
    run("random", SHORT, Sparsity.afterRounds(3), "seed 1", Optional.empty());
    trial.run(
        new TrialSpec(
            MODEL,
            Precision.FLOAT32,
            method("random", SHORT),
            new Unstructured(),
            Sparsity.afterRounds(3),
            2,
            at("seed 2"),
            Optional.empty(),
            Optional.empty()),
        report -> {});

    assertThat(state("seed 1").weights()).isNotEqualTo(state("seed 2").weights());
    assertThat(mask("seed 1").values()).isNotEqualTo(mask("seed 2").values());
  }

  @Test
  void the_masks_of_imps_rounds_are_nested_and_their_costs_add_up() throws Exception {
    run("imp", SHORT, Sparsity.afterRounds(1), "imp1", fromDense("imp"));
    TrialResult second =
        run(
            "imp",
            SHORT,
            Sparsity.afterRounds(2),
            "imp2",
            Optional.of(new TrialSpec.Parent(at("imp1"), TrialSpec.Role.PREVIOUS_ROUND)));

    NDArray first = mask("imp1").values();
    assertThat(mask("imp2").values().mul(first)).isEqualTo(mask("imp2").values());
    assertThat(second.kept()).isEqualTo(Sparsity.afterRounds(2).kept(second.prunable()));
    assertThat(second.cost().passes()).isEqualTo(4);
    assertThat(state("imp2").weights().mul(mask("imp2").values()))
        .isEqualTo(state("imp2").weights());
  }

  @Test
  void a_control_has_the_layer_shares_of_another_mask_at_random_and_costs_its_own_passes()
      throws Exception {
    TrialResult other = run("lamp", SHORT, HALF, "other", fromDense("lamp"));
    Map<String, Object> like = new HashMap<>(SHORT);
    like.put("like", "lamp");
    TrialResult control =
        run(
            "random",
            like,
            HALF,
            "control",
            Optional.of(new TrialSpec.Parent(at("other"), TrialSpec.Role.OTHER_MASK)));

    assertThat(control.layers())
        .extracting(layer -> layer.sparsity().kept())
        .isEqualTo(other.layers().stream().map(layer -> layer.sparsity().kept()).toList());
    assertThat(control.layers())
        .extracting(layer -> (double) layer.sparsity().kept() / layer.sparsity().layer().size())
        .as("shares differ by layer")
        .anyMatch(share -> share > 0.7)
        .anyMatch(share -> share < 0.45);
    NDArray shared = mask("control").values().mul(mask("other").values());
    assertThat(shared.sum().getFloat()).as("drawn at random").isLessThan(0.8f * control.kept());
    assertThat(control.cost().passes()).isEqualTo(2);
    TrialResult again =
        run(
            "random",
            like,
            HALF,
            "again",
            Optional.of(new TrialSpec.Parent(at("other"), TrialSpec.Role.OTHER_MASK)));
    assertThat(again.test()).isEqualTo(control.test());
  }

  @Test
  void layers_are_measured_by_their_survivors_and_distortions_where_a_method_has_them()
      throws Exception {
    TrialResult lamp = run("lamp", SHORT, HALF, "lamp", fromDense("lamp"));
    TrialResult measured = run("rd-dp", settings("rd-dp"), HALF, "rd-dp", fromDense("rd-dp"));

    assertThat(lamp.layers()).allMatch(layer -> layer.distortion().isEmpty());
    assertThat(measured.layers())
        .allMatch(
            layer ->
                layer.distortion().orElseThrow().points().size() == 5
                    && layer.distortion().orElseThrow().points().get(4).removed()
                        == layer.sparsity().layer().size() - 1);
    float[] weights = state("lamp").weights().toFloatArray();
    float[] mask = mask("lamp").values().toFloatArray();
    for (LayerResult layer : lamp.layers()) {
      double roots = 0;
      double sum = 0;
      int kept = 0;
      int from = (int) layer.sparsity().layer().offset();
      for (int i = from; i < from + layer.sparsity().layer().size(); i++) {
        roots += mask[i] * Math.sqrt(Math.abs(weights[i]));
        sum += mask[i] * Math.abs(weights[i]);
        kept += (int) mask[i];
      }
      assertThat(layer.pqIndex().orElseThrow())
          .isCloseTo(1 - roots * roots / (kept * sum), within(1e-9));
    }
  }

  @Test
  void a_network_that_is_only_recalibrated_has_the_accuracy_after_it_and_counts_no_pass()
      throws Exception {
    Map<String, Object> none = Map.of("from", "trained", "retrain", "none", "batch", 24);
    Map<String, Object> anew = new HashMap<>(none);
    anew.put("recalibrate", 2);

    TrialResult cut = run("omp", none, Sparsity.afterRounds(3), "cut", fromDense("omp"));
    TrialResult result = run("omp", anew, Sparsity.afterRounds(3), "anew", fromDense("omp"));

    assertThat(result.test().loss()).isNotEqualTo(cut.test().loss());
    assertThat(Manifest.read(storage, at("anew")).accuracy()).isEqualTo(result.test().accuracy());
    assertThat(state("anew").weights()).isEqualTo(state("cut").weights());
    assertThat(result.epochs()).isZero();
    assertThat(result.cost().passes()).isZero();
    assertThat(result.cost().forwardPasses()).as("the first batch twice").isEqualTo(3 * 24 / 72.0);
    assertThat(cut.cost().forwardPasses()).isZero();
  }

  @Test
  void forward_passes_of_rounds_add_up() throws Exception {
    Map<String, Object> anew = new HashMap<>(SHORT);
    anew.putAll(Map.of("rewind", 1.0, "recalibrate", 2));
    run("imp", anew, Sparsity.afterRounds(1), "imp1", fromDense("imp"));
    TrialResult second =
        run(
            "imp",
            anew,
            Sparsity.afterRounds(2),
            "imp2",
            Optional.of(new TrialSpec.Parent(at("imp1"), TrialSpec.Role.PREVIOUS_ROUND)));

    assertThat(second.cost().forwardPasses()).isEqualTo(2.0);
    assertThat(second.cost().passes()).isEqualTo(4.0);
  }

  /** If all kept weights are 0, only the previous mask distinguishes them from the removed ones. */
  @Test
  void a_round_never_restores_removed_weights_even_if_all_kept_weights_are_0() throws Exception {
    run("imp", SHORT, Sparsity.afterRounds(1), "imp1", fromDense("imp"));
    NetworkState trained = state("imp1");
    Checkpoint.write(
        storage,
        folder.resolve("imp1/state.safetensors").toString(),
        Map.of(
            "weights", trained.weights().zerosLike(),
            "other", trained.other(),
            "statistics", trained.statistics()));

    run(
        "imp",
        SHORT,
        Sparsity.afterRounds(2),
        "imp2",
        Optional.of(new TrialSpec.Parent(at("imp1"), TrialSpec.Role.PREVIOUS_ROUND)));

    NDArray second = mask("imp2").values();
    assertThat(second.mul(mask("imp1").values())).isEqualTo(second);
  }

  @Test
  void a_dense_run_saves_its_intermediate_states() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("dense"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              "state-000.safetensors",
              "state-001.safetensors",
              "state-010.safetensors",
              "state-025.safetensors",
              "state-050.safetensors",
              "state-075.safetensors",
              "state.safetensors",
              "ticket.json",
              "ticket-0000.params",
              "mask.safetensors");
    }
  }

  @Test
  void a_ticket_loaded_by_djl_has_the_accuracy_of_its_run() throws Exception {
    TrialResult made = run("bip", SHORT, Sparsity.afterRounds(3), "ticket", fromDense("bip"));
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optEngine("PyTorch")
            .optModelPath(folder.resolve("ticket"))
            .optModelName(TicketFolder.NAME)
            .optArgument("blockFactory", TicketBlockFactory.class.getName())
            .optTranslator(new NoopTranslator())
            .build();

    try (var model = criteria.loadModel();
        var predictor = model.newPredictor();
        NDManager manager = NDManager.newBaseManager()) {
      FloatBuffer pixels = FloatBuffer.allocate(IMAGES.test().size() * IMAGES.imageSize());
      IMAGES.test().batches(IMAGES).plain(0, IMAGES.test().size(), pixels);
      NDArray images =
          manager
              .create(pixels.flip(), new Shape(IMAGES.test().size(), 8, 8, 3))
              .transpose(0, 3, 1, 2);
      long[] predicted =
          predictor.predict(new NDList(images)).singletonOrThrow().argMax(1).toLongArray();
      int right = 0;
      for (int i = 0; i < predicted.length; i++) {
        right += predicted[i] == IMAGES.test().labels()[i] ? 1 : 0;
      }
      assertThat(right / 40.0).isEqualTo(made.test().accuracy());
    }
  }

  @Test
  void a_nan_loss_throws_a_diverged_exception() {
    assertThatThrownBy(
            () ->
                run(
                    "dense",
                    Map.of("epochs", 3, "batch", 24, "rate", 1e30),
                    Sparsity.DENSE,
                    "diverged",
                    Optional.empty()))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void a_run_on_a_part_of_the_images_counts_passes_of_all_of_them() throws Exception {
    int images = IMAGES.train().size();
    String folder = at("scores");
    try (NDManager manager = NDManager.newBaseManager()) {
      List<Double> scores = new ArrayList<>();
      for (int image = 0; image < images; image++) {
        scores.add((double) image);
      }
      new ScoreFile(new LocalStorage(), folder).write(manager, scores);
    }
    TrialResult last = onPart("last", Map.of("keep", 0.5), Optional.of(folder));
    TrialResult first = onPart("first", Map.of("keep", 0.5, "order", "easy"), Optional.of(folder));
    TrialResult random = onPart("some", Map.of("keep", 0.5, "score", "random"), Optional.empty());
    TrialResult anew = onPart("anew", Map.of("keep", 0.5, "score", "seta"), Optional.empty());
    run("dense", SHORT, Sparsity.DENSE, "all", Optional.empty());

    assertThat(last.cost().passes()).isEqualTo(1); // two epochs of half of the images
    assertThat(anew.cost().passes()).as("2 > 0.875 · 2").isEqualTo(1);
    assertThat(state("anew").weights()).isNotEqualTo(state("some").weights());
    assertThat(random.cost().passes()).isEqualTo(1);
    assertThat(first.test().loss()).isNotEqualTo(last.test().loss());
    assertThat(state("last").weights()).isNotEqualTo(state("first").weights());
    assertThat(state("last").weights()).isNotEqualTo(state("all").weights());
    assertThatThrownBy(() -> new ScoreFile(new LocalStorage(), folder).read(images + 1))
        .hasMessageContaining(
            "it has scores of %s images, must have %s".formatted(images, images + 1));
  }

  private TrialResult onPart(String name, Map<String, Object> pruning, Optional<String> scores)
      throws Exception {
    TrialSpec whole = spec("dense", SHORT, Sparsity.DENSE, name, Optional.empty());
    return trial.run(
        new TrialSpec(
            whole.model(),
            whole.precision(),
            whole.method(),
            whole.structure(),
            whole.sparsity(),
            whole.seed(),
            whole.folder(),
            whole.parent(),
            whole.dense(),
            Optional.of(new TrialSpec.DataPart(DataPruning.chosen(pruning).value(), scores))),
        report -> {});
  }

  @Test
  void the_curve_has_every_epoch() throws Exception {
    List<EpochReport> curve = new ArrayList<>();
    trial.run(
        new TrialSpec(
            MODEL,
            Precision.FLOAT32,
            method("dense", SHORT),
            new Unstructured(),
            Sparsity.DENSE,
            1,
            at("curve"),
            Optional.empty(),
            Optional.empty()),
        curve::add);

    assertThat(curve).extracting(EpochReport::epoch).containsExactly(1, 2);
    assertThat(curve).extracting(epoch -> epoch.cost().passes()).containsExactly(1.0, 2.0);
  }

  private TrialResult run(
      String method,
      Map<String, Object> settings,
      Sparsity sparsity,
      String name,
      Optional<TrialSpec.Parent> parent)
      throws IOException, InterruptedException {
    return trial.run(spec(method, settings, sparsity, name, parent), report -> {});
  }

  private TrialSpec spec(
      String method,
      Map<String, Object> settings,
      Sparsity sparsity,
      String name,
      Optional<TrialSpec.Parent> parent) {
    return new TrialSpec(
        MODEL,
        Precision.FLOAT32,
        method(method, settings),
        structure(method),
        structure(method).ownSparsity().orElse(sparsity),
        1,
        at(name),
        parent,
        parent.map(any -> at("dense")));
  }

  private Optional<TrialSpec.Parent> fromDense(String method) {
    return method(method, SHORT).start() == PruningMethod.Start.INITIAL
        ? Optional.empty()
        : Optional.of(new TrialSpec.Parent(at("dense"), TrialSpec.Role.DENSE));
  }

  /** {@link #SHORT}, and the additional lengths of a method. */
  private static Map<String, Object> settings(String method) {
    Map<String, Object> settings = new HashMap<>(SHORT);
    settings.putAll(
        Map.of(
                "hydra", Map.of("score_epochs", 2),
                "synflow", Map.of("rounds", 20),
                "rd-dp", Map.of("images", 10, "points", 4),
                "bn-select", Map.of("candidates", 2, "select_batches", 1, "images", 10),
                "iss-p", Map.of("shrink_epochs", 1),
                "mask-sparsity", Map.of("search_epochs", 1, "press_epochs", 2))
            .getOrDefault(method, Map.of()));
    return settings;
  }

  /** The first structure that the method does not refuse. */
  private static Granularity structure(String method) {
    return Stream.of(new Unstructured(), new NofM(2, 4), new Filters())
        .filter(structure -> method(method, SHORT).refuses(structure).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static PruningMethod method(String name, Map<String, Object> settings) {
    return Methods.ALL.choose(name, settings).value();
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private void assertSameBits(String one, String two) throws IOException {
    for (String file : List.of("state.safetensors", "mask.safetensors", "ticket-0000.params")) {
      assertThat(folder.resolve(two).resolve(file))
          .as("%s of %s", file, two)
          .hasSameBinaryContentAs(folder.resolve(one).resolve(file));
    }
  }

  private NetworkState state(String name) throws IOException {
    return new TicketFolder(storage, at(name)).readState(NDManager.newBaseManager());
  }

  private Mask mask(String name) throws IOException {
    long prunable = state(name).weights().size();
    byte[] packed =
        new MaskFile(storage, new TicketFolder(storage, at(name)).maskLocation()).packed();
    return Mask.unpacked(NDManager.newBaseManager(), packed, (int) prunable, 0);
  }
}
