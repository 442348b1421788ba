// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A filter-wise ticket of half the filters, in all formats. */
@Tag("any-processor")
class TicketExportTest {
  private static final String MANIFEST =
      """
      {"model": "resnet20s", "settings": {"width": 0.25}, "classes": 10, "image": [3, 16, 16],
       "mean": [0.5, 0.25, 0.125], "deviation": [0.5, 1.0, 2.0], "accuracy": 0.75, "kept": 9}
      """;

  @TempDir private Path folder;

  private final NDManager manager = NDManager.newBaseManager();
  private final LocalStorage storage = new LocalStorage();
  private PrunableNet net;
  private NetworkState state;
  private String ticket;

  @BeforeEach
  void write_a_ticket() throws IOException {
    net =
        new PrunableNet(
            manager,
            Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)).value().block(10),
            new Shape(3, 16, 16),
            DataType.FLOAT32,
            PrunableNet.Layout.CHANNELS_LAST);
    NetworkState drawn = net.initialState(SplittableRandom::new);
    NetworkState dense =
        new NetworkState(
            drawn.weights(), random(drawn.other().size()), random(drawn.statistics().size()));
    Mask mask =
        new Filters()
            .selection(net.layers(), new Sparsity(0.5))
            .of(dense.weights(), net.others(), Ranking.MAGNITUDE);
    state = mask.applied(dense);
    ticket = folder.resolve("ticket").toString();
    Path manifest = Files.createDirectories(folder.resolve("manifest"));
    Files.writeString(manifest.resolve(Manifest.FILE), MANIFEST);
    new TicketFolder(storage, ticket)
        .write(net, state, mask, Manifest.read(storage, manifest.toString()));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource
  void djl_loads_a_written_network_without_the_ticket(ExportForm form) throws Exception {
    TicketExport.Written written = export(ExportFormat.DJL, form, "small");

    assertThat(written.location()).isEqualTo(folder + "/small");
    assertThat(Path.of(written.location(), "serving.properties"))
        .content()
        .contains("blockFactory=" + TicketBlockFactory.class.getName());
    try (ZooModel<NDList, NDList> model =
            Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optEngine("PyTorch")
                .optModelPath(Path.of(written.location()))
                .optModelName(TicketFolder.NAME)
                .optArgument("blockFactory", TicketBlockFactory.class.getName())
                .optTranslator(new NoopTranslator())
                .build()
                .loadModel();
        Predictor<NDList, NDList> predictor = model.newPredictor()) {
      long parameters =
          model.getBlock().getParameters().values().stream()
              .filter(parameter -> !parameter.getName().startsWith("running"))
              .mapToLong(parameter -> parameter.getArray().size())
              .sum();
      NDArray images = random(2 * 3 * 16 * 16).reshape(2, 3, 16, 16);
      double[] exact =
          net.evaluate(state.inFloat64(), images.toType(DataType.FLOAT64, true)).toDoubleArray();
      float[] logits = predictor.predict(new NDList(images)).singletonOrThrow().toFloatArray();

      assertThat(parameters).isEqualTo(written.written().parameters());
      assertThat(logits).hasSize(20);
      for (int i = 0; i < exact.length; i++) {
        assertThat((double) logits[i]).isCloseTo(exact[i], within(1e-4));
      }
    }
  }

  @Test
  void a_compact_export_has_the_parameters_counted_by_hand() throws Exception {
    TicketExport.Written written = export(ExportFormat.SAFETENSORS, ExportForm.COMPACT, "small");

    // The first convolution of each block loses half of its filters, and the second half of its
    // inputs; all else is read by shortcuts.
    long removed = 0;
    int in = 4;
    for (int width : new int[] {4, 8, 16}) {
      for (int block = 0; block < 3; block++) {
        removed += width / 2 * (9L * in + 2 + 9L * width);
        in = width;
      }
    }
    assertThat(written.whole().parameters()).isEqualTo(net.parameters());
    assertThat(written.written().parameters()).isEqualTo(net.parameters() - removed);
    assertThat(written.kept()).isEqualTo(9);
    assertThat(written.files())
        .containsExactly(
            Map.entry(
                folder + "/small.safetensors", Files.size(folder.resolve("small.safetensors"))));
  }

  @Test
  void safetensors_have_names_shapes_and_order_of_pytorch() throws Exception {
    export(ExportFormat.SAFETENSORS, ExportForm.WHOLE, "whole");
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("whole.safetensors")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) file.getLong();
    JsonObject header =
        JsonParser.parseString(new String(file.array(), 8, length, StandardCharsets.UTF_8))
            .getAsJsonObject();

    assertThat(header.keySet())
        .hasSize(1 + 19 * 5 + 2)
        .contains(
            "layer1.0.conv1.weight", "layer3.2.bn2.running_var", "bn1.running_mean", "fc.bias");
    assertThat(header.getAsJsonObject("layer2.0.conv1.weight").get("shape").toString())
        .isEqualTo("[8,4,3,3]");
    assertThat(header.getAsJsonObject("__metadata__").get("mean").getAsString())
        .isEqualTo("0.5, 0.25, 0.125");
    assertThat(header.getAsJsonObject("__metadata__").get("key").getAsString()).isEqualTo("abc");
    int begin =
        header
            .getAsJsonObject("layer2.0.conv1.weight")
            .getAsJsonArray("data_offsets")
            .get(0)
            .getAsInt();
    FloatBuffer values =
        file.position(8 + length + begin).slice().order(file.order()).asFloatBuffer();
    net.export(state);
    float[] expected =
        net.block().getParameters().values().stream()
            .filter(parameter -> parameter.getShape().equals(new Shape(8, 4, 3, 3)))
            .findFirst()
            .orElseThrow()
            .getArray()
            .toFloatArray(); // DJL has PyTorch's order
    assertThat(expected).hasSize(8 * 4 * 9);
    for (float value : expected) {
      assertThat(values.get()).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @EnumSource
  void onnx_is_checked_and_says_what_it_is(ExportForm form) throws Exception {
    TicketExport.Written written = export(ExportFormat.ONNX, form, "net");

    assertThat(written.check()).get().satisfies(check -> assertThat(check.holds()).isTrue());
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("net.onnx")));
    Map<String, String> metadata = new TreeMap<>();
    model.getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
    assertThat(metadata)
        .containsEntry("key", "abc")
        .containsEntry("model", "resnet20s")
        .containsEntry("class_names", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9")
        .containsEntry("deviation", "0.5, 1.0, 2.0")
        .containsEntry("accuracy", "0.75");
    if (form == ExportForm.COMPACT) {
      assertThat(metadata.get("kept_channels")).startsWith("{\"layer1.0.conv1.weight\":[");
    } else {
      assertThat(metadata).doesNotContainKey("kept_channels");
    }
  }

  /** The file of one network is compared with another ticket. */
  @Test
  void a_file_with_other_logits_is_refused() throws Exception {
    try (TicketNetwork network = TicketNetwork.open(storage, ticket, manager)) {
      byte[] onnx =
          Files.readAllBytes(
              Path.of(export(ExportFormat.ONNX, ExportForm.WHOLE, "net").location()));
      assertThat(LogitsCheck.of(network, onnx).holds()).isTrue();
      network.state().statistics().addi(0.01);

      assertThat(LogitsCheck.of(network, onnx).holds()).isFalse();
    }
  }

  @Test
  void a_folder_without_a_ticket_is_refused_and_nothing_is_written() {
    assertThatThrownBy(
            () ->
                new TicketExport(ExportFormat.ONNX, ExportForm.WHOLE, new TreeMap<>())
                    .write(storage, folder + "/none", storage, folder.toString(), "net"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none/ticket.json");
    assertThat(folder.resolve("net.onnx")).doesNotExist();
  }

  private TicketExport.Written export(ExportFormat format, ExportForm form, String name)
      throws IOException {
    return new TicketExport(format, form, new TreeMap<>(Map.of("key", "abc")))
        .write(storage, ticket, storage, folder.toString(), name);
  }

  private NDArray random(long size) {
    return manager
        .create(new SplittableRandom(7).doubles(size, 0.5, 1.5).toArray())
        .toType(DataType.FLOAT32, false);
  }
}
