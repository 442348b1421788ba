// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.TinyImages;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs in bfloat16, on the images of {@link TrialTest}. */
class Bfloat16TrialTest {
  private static final ImageSet IMAGES = TinyImages.set(72, 40);
  private static final Sparsity HALF = new Sparsity(0.5);

  @TempDir private Path folder;

  private final LocalStorage storage = new LocalStorage();

  /** Fails a run at its fourth checkpoint. */
  private static final class Dying implements TrainingObserver {
    private int saves;

    @Override
    public void epochEnded(EpochReport report) {}

    @Override
    public void saved() {
      if (++saves == 4) {
        throw new IllegalStateException("died");
      }
    }
  }

  @BeforeEach
  void dense() throws Exception {
    run("dense", Precision.BF16, Sparsity.DENSE, "dense", Map.of());
  }

  /** Pruned by scores, magnitudes, gradients, products with the Hessian, and synaptic flow. */
  @ParameterizedTest
  @ValueSource(strings = {"bip", "imp", "snip", "grasp", "synflow"})
  void a_repeated_run_has_the_same_bits_which_differ_from_float32(String method) throws Exception {
    TrialResult one = run(method, Precision.BF16, HALF, "one", Map.of());
    run(method, Precision.BF16, HALF, "two", Map.of());
    run(method, Precision.FLOAT32, HALF, "single", Map.of());

    assertThat(one.kept()).isEqualTo(HALF.kept(one.prunable()));
    for (String file : List.of("state.safetensors", "mask.safetensors", "ticket-0000.params")) {
      assertThat(folder.resolve("two").resolve(file))
          .as(file)
          .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
    }
    assertThat(state("single").weights()).isNotEqualTo(state("one").weights());
  }

  @Test
  void a_resumed_run_has_the_bits_of_an_uninterrupted_run() throws Exception {
    run("bip", Precision.BF16, HALF, "whole", Map.of());
    TrialSpec spec = spec("bip", Precision.BF16, HALF, "died", Map.of());
    assertThatThrownBy(() -> trial().run(spec, new Dying())).hasMessage("died");

    trial().run(spec, report -> {});

    for (String file : List.of("state.safetensors", "mask.safetensors", "ticket-0000.params")) {
      assertThat(folder.resolve("died").resolve(file))
          .as(file)
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
  }

  /** The trained weights and the statistics of batch-norm have bits that bfloat16 does not have. */
  @Test
  void saved_weights_and_statistics_are_float32() throws Exception {
    NetworkState kept = state("dense");

    assertThat(kept.weights().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(shareOfBfloat16(kept.weights().toFloatArray())).isLessThan(0.01);
    assertThat(shareOfBfloat16(kept.statistics().toFloatArray())).isLessThan(0.01);
  }

  /** The share of values whose last 16 bits are 0. */
  private static double shareOfBfloat16(float[] values) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> (Float.floatToRawIntBits(values[i]) & 0xffff) == 0 ? 1 : 0)
        .average()
        .orElseThrow();
  }

  @Test
  void bfloat16_reaches_90_percent_accuracy_as_float32_does() throws Exception {
    Map<String, Object> longer = Map.of("epochs", 40, "rate", 0.05);

    TrialResult half = run("dense", Precision.BF16, Sparsity.DENSE, "half", longer);
    TrialResult single = run("dense", Precision.FLOAT32, Sparsity.DENSE, "single", longer);

    assertThat(half.test().accuracy()).isGreaterThan(0.9);
    assertThat(single.test().accuracy()).isGreaterThan(0.9);
    assertThat(half.test().loss()).isNotEqualTo(single.test().loss());
  }

  private TrialResult run(
      String method,
      Precision precision,
      Sparsity sparsity,
      String name,
      Map<String, Object> settings)
      throws IOException, InterruptedException {
    return trial().run(spec(method, precision, sparsity, name, settings), report -> {});
  }

  private Trial trial() {
    return new Trial(
        storage,
        IMAGES,
        "cpu",
        CheckpointInterval.of(Duration.ofNanos(1)),
        ProcessEngine.checked("cpu"));
  }

  private TrialSpec spec(
      String name,
      Precision precision,
      Sparsity sparsity,
      String ticket,
      Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 2, "batch", 24));
    all.putAll(settings);
    PruningMethod method = Methods.ALL.choose(name, all).value();
    Optional<String> dense =
        Optional.of(at("dense")).filter(any -> method.start() != PruningMethod.Start.INITIAL);
    return new TrialSpec(
        Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)),
        precision,
        method,
        new Unstructured(),
        sparsity,
        1,
        at(ticket),
        dense.map(folder -> new TrialSpec.Parent(folder, TrialSpec.Role.DENSE)),
        dense);
  }

  private NetworkState state(String name) throws IOException {
    return new TicketFolder(storage, at(name)).readState(NDManager.newBaseManager());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }
}
