// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.EngineThreads;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A ticket of which half of the filters are removed. */
@Tag("any-processor")
class LatencyMeasurementTest {
  private static final String MANIFEST =
      """
      {"model": "resnet20s", "settings": {"width": 0.25}, "classes": 10, "image": [3, 16, 16],
       "mean": [0.5, 0.25, 0.125], "deviation": [0.5, 1.0, 2.0], "accuracy": 0.75, "kept": 9}
      """;

  /** 3·4·9 of the first layer, three stages of 4, 8 and 16 channels, and 16·10 of the last one. */
  private static final long WEIGHTS =
      9L * (3 * 4 + 6 * 4 * 4 + (4 * 8 + 5 * 8 * 8) + (8 * 16 + 5 * 16 * 16)) + 160;

  /** Scale and shift of 7 batch-norms of 4 channels, 6 of 8 and 6 of 16; and the biases. */
  private static final long OTHERS = 2 * (7 * 4 + 6 * 8 + 6 * 16) + 10;

  @TempDir private Path folder;
  private final LocalStorage storage = new LocalStorage();
  private String ticket;

  @BeforeEach
  void write_a_ticket() throws IOException {
    ticket = folder.resolve("ticket").toString();
    Path manifest = Files.createDirectories(folder.resolve("manifest"));
    Files.writeString(manifest.resolve(Manifest.FILE), MANIFEST);
    try (NDManager manager = NDManager.newBaseManager()) {
      PrunableNet net =
          new PrunableNet(
              manager,
              Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)).value().block(10),
              new Shape(3, 16, 16),
              DataType.FLOAT32,
              PrunableNet.Layout.CHANNELS_LAST);
      NetworkState dense = net.initialState(SplittableRandom::new);
      Mask mask =
          new Filters()
              .selection(net.layers(), new Sparsity(0.5))
              .of(dense.weights(), net.others(), Ranking.MAGNITUDE);
      new TicketFolder(storage, ticket)
          .write(net, mask.applied(dense), mask, Manifest.read(storage, manifest.toString()));
    }
  }

  @Test
  void every_form_is_measured_in_every_runtime_and_batch() throws IOException {
    List<Shape> measured = new ArrayList<>();
    LatencyMeasurement.Result result =
        new LatencyMeasurement(
                "cpu",
                1,
                4,
                (runtime, network, batch) -> {
                  measured.add(batch);
                  assertThat(Files.isDirectory(network))
                      .isEqualTo(runtime == InferenceRuntime.LIBTORCH);
                  return OptionalLong.of(1000 + measured.size());
                })
            .of(storage, ticket, List.of(2, 3));

    assertThat(result.notes()).isEmpty();
    assertThat(result.latencies())
        .extracting(row -> "%s %s %s".formatted(row.batch(), row.runtime(), row.form()))
        .containsExactly(
            "2 libtorch dense",
            "2 libtorch masked",
            "2 libtorch compact",
            "2 onnxruntime dense",
            "2 onnxruntime masked",
            "2 onnxruntime compact",
            "3 libtorch dense",
            "3 libtorch masked",
            "3 libtorch compact",
            "3 onnxruntime dense",
            "3 onnxruntime masked",
            "3 onnxruntime compact");
    assertThat(measured).hasSize(12).contains(new Shape(2, 3, 16, 16), new Shape(3, 3, 16, 16));
    assertThat(result.latencies()).extracting(Latency::memoryBytes).contains(1001L, 1012L);
    assertThat(result.latencies())
        .allMatch(row -> row.timing().passes() == 4 && row.timing().medianMs() > 0)
        .filteredOn(row -> row.form() != Form.COMPACT)
        .allMatch(row -> row.parameters() == WEIGHTS + OTHERS)
        .allMatch(row -> row.fileBytes() > Float.BYTES * (WEIGHTS + OTHERS));
    List<Latency> compact =
        result.latencies().stream().filter(row -> row.form() == Form.COMPACT).toList();
    Latency dense = result.latencies().get(0);
    // Per block, half of the filters between its two convolutions are gone; the first of the
    // layers and the shortcuts stay.
    long gone =
        9L
            * (3 * 2 * (2 * 4 * 4) / 4
                + (8 * 4 + 8 * 8) / 2
                + 2 * 8 * 8
                + (16 * 8 + 16 * 16) / 2
                + 2 * 16 * 16);
    assertThat(compact)
        .extracting(Latency::parameters)
        .containsOnly(dense.parameters() - gone - 2 * 3 * (2 + 4 + 8));
    assertThat(compact)
        .allMatch(row -> row.macs() < dense.macs() && row.fileBytes() < dense.fileBytes());
  }

  @ParameterizedTest
  @EnumSource
  void a_process_of_its_own_measures_the_memory_that_images_need(InferenceRuntime runtime)
      throws IOException {
    List<Long> bytes = new ArrayList<>();
    LatencyMeasurement.Memory both =
        (same, network, one) -> {
          if (same == runtime && network.toString().contains("masked")) {
            bytes.add(new PassMemory(runtime, network, one).bytes().orElseThrow());
            Shape many = new Shape(1024, 3, 16, 16);
            bytes.add(new PassMemory(runtime, network, many).bytes().orElseThrow());
          }
          return OptionalLong.empty();
        };

    new LatencyMeasurement("cpu", 1, 1, both).of(storage, ticket, List.of(1));

    // The images take 3 MiB, and the output of the first layer 4 MiB, which must be there at once.
    // DJL keeps all outputs until the end: those of 72 operations, 4 MiB each or less.
    assertThat(bytes.get(1) - bytes.get(0)).isBetween(7L << 20, (72 * 4L) << 20);
  }

  @Test
  void the_threads_of_the_engine_are_set_for_a_while() throws IOException {
    List<Integer> seen = new ArrayList<>();
    new LatencyMeasurement(
            "cpu",
            2,
            1,
            (runtime, network, batch) -> {
              seen.add(EngineThreads.now());
              return OptionalLong.empty();
            })
        .of(storage, ticket, List.of(1));

    assertThat(seen).containsOnly(2);
    assertThat(EngineThreads.now()).isEqualTo(1);
  }
}
