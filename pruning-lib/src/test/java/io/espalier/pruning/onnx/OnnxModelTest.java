// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.mask.Channels;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NarrowNetwork;
import io.espalier.pruning.model.NetworkBlocks;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.NetworkTensors;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.Step;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits of ONNX Runtime against those of the engine in float64, which are taken as exact. */
@Tag("any-processor")
class OnnxModelTest {
  /** Of the largest logit. Measured: at most 6e-7. */
  private static final double TOLERANCE = 5e-6;

  private static final int IMAGES = 3;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet20s",
        "resnet56s",
        "resnet18",
        "resnet18-imagenet",
        "resnet50",
        "vgg16",
        "wrn-28-8",
        "mobilenetv2"
      })
  void a_listed_model_has_the_same_logits_in_onnx_runtime(String model) throws IOException {
    Architecture architecture = Architectures.ALL.choose(model, Map.of("width", 0.1)).value();
    Shape image = new Shape(3, 49, 40); // of odd sides, also before the last pooling
    PrunableNet net = net(architecture.block(10), image);
    NetworkState dense = values(net);
    NetworkState filters = pruned(net, dense, new Filters());
    NetworkState channels = pruned(net, dense, new Channels());
    NDArray images = images(image);

    for (NetworkState state : List.of(dense, filters, channels)) {
      double[] exact = exact(net, state, images);
      assertThat(difference(exact, onnx(net, state, architecture), images))
          .as("whole")
          .isLessThan(TOLERANCE);
      try (NarrowNetwork narrow = NarrowNetwork.of(net, state, architecture.block(10))) {
        assertThat(narrow.kept().isEmpty()).as("whole").isEqualTo(state.equals(dense));
        assertThat(narrow.net().parameters())
            .isEqualTo(
                NetworkTensors.of(narrow.net(), narrow.state(), List.of()).size()
                    - narrow.net().statistics());
        assertThat(distance(exact, exact(narrow.net(), narrow.state(), images)))
            .as("compact in the engine, float64")
            .isLessThan(1e-10);
        assertThat(difference(exact, onnx(narrow.net(), narrow.state(), architecture), images))
            .as("compact")
            .isLessThan(TOLERANCE);
      }
    }
  }

  /**
   * By hand: of 8 and 4 filters, 4 and 2 stay. Whole: 8·3·9 + 2·8 + 4·8·9 + 2·4 + 3·4 + 3 = 543
   * parameters and 2·12 statistics.
   */
  @Test
  void a_compact_network_has_the_parameters_counted_by_hand() {
    PrunableNet net = net(chain(), new Shape(3, 8, 8));
    NetworkState state = pruned(net, values(net), new Filters());

    try (NarrowNetwork narrow = NarrowNetwork.of(net, state, chain())) {
      NetworkTensors tensors = NetworkTensors.of(narrow.net(), narrow.state(), List.of());
      ModelProto onnx =
          OnnxModel.of("chain", narrow.net().block(), net.image(), tensors, new TreeMap<>())
              .proto();

      int parameters = 4 * 3 * 9 + 2 * 4 + 2 * 4 * 9 + 2 * 2 + 3 * 2 + 3;
      assertThat(net.parameters()).isEqualTo(543);
      assertThat(narrow.net().parameters()).isEqualTo(parameters).isEqualTo(201);
      assertThat(
              onnx.getGraph().getInitializerList().stream()
                  .mapToLong(tensor -> tensor.getRawData().size() / Float.BYTES)
                  .sum())
          .isEqualTo(parameters + 2 * (4 + 2));
      assertThat(narrow.kept().values()).extracting(List::size).containsExactly(4, 2);
      assertThat(tensors.values().keySet())
          .contains("0.weight", "1.running_var", "3.weight", "4.bias", "7.weight", "7.bias");
      assertThat(tensors.values().get("3.weight").shape()).isEqualTo(new Shape(2, 4, 3, 3));
    }
  }

  /** A constant channel is not a channel of zeros. */
  @Test
  void a_filter_without_weights_stays_if_its_batch_norm_has_a_shift() {
    PrunableNet net = net(chain(), new Shape(3, 8, 8));
    NetworkState state = values(net);
    state.weights().get("0:54").muli(0); // two filters of the first convolution
    state.other().get("0:2").muli(0); // their scales
    state.other().get("8:9").muli(0); // the shift of the first

    try (NarrowNetwork narrow = NarrowNetwork.of(net, state, chain())) {
      assertThat(narrow.kept().values()).containsExactly(List.of(1, 2, 3, 4, 5, 6, 7));
    }
  }

  /**
   * Channel 5 of the first convolution is read only by filter 0 of the second, which nothing reads.
   */
  @Test
  void a_channel_that_only_left_out_channels_read_is_left_out() throws IOException {
    PrunableNet net = net(chain(), new Shape(3, 8, 8));
    NetworkState state = values(net);
    float[] mask = new float[(int) net.prunable()];
    Arrays.fill(mask, 1);
    for (int filter = 1; filter < 4; filter++) {
      for (int pixel = 0; pixel < 9; pixel++) {
        mask[216 + filter * 72 + pixel * 8 + 5] = 0;
      }
    }
    for (int output = 0; output < 3; output++) {
      mask[504 + 4 * output] = 0;
    }
    state.weights().muli(manager.create(mask));

    try (NarrowNetwork narrow = NarrowNetwork.of(net, state, chain())) {
      assertThat(narrow.kept().values())
          .containsExactly(List.of(0, 1, 2, 3, 4, 6, 7), List.of(1, 2, 3));
      NDArray images = images(net.image());
      assertThat(distance(exact(net, state, images), exact(narrow.net(), narrow.state(), images)))
          .isLessThan(1e-10);
    }
  }

  @Test
  void a_layer_without_effect_keeps_one_channel() throws IOException {
    PrunableNet net = net(chain(), new Shape(3, 8, 8));
    NetworkState state = values(net);
    state.weights().get("216:504").muli(0); // the whole second convolution

    try (NarrowNetwork narrow = NarrowNetwork.of(net, state, chain())) {
      assertThat(narrow.kept().values()).containsExactly(List.of(0));
      NDArray images = images(net.image());
      assertThat(distance(exact(net, state, images), exact(narrow.net(), narrow.state(), images)))
          .isLessThan(1e-10);
    }
  }

  @Test
  void the_model_states_its_versions_and_leaves_the_batch_free() {
    PrunableNet net = net(chain(), new Shape(3, 8, 8));
    TreeMap<String, String> metadata = new TreeMap<>(Map.of("accuracy", "0.5"));
    ModelProto model =
        OnnxModel.of(
                "chain",
                net.block(),
                net.image(),
                NetworkTensors.of(net, values(net), List.of()),
                metadata)
            .proto();

    assertThat(model.getIrVersion()).isEqualTo(8);
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(model.getMetadataProps(0).getKey()).isEqualTo("accuracy");
    assertThat(dimensions(model.getGraph().getInput(0))).containsExactly("batch", "3", "8", "8");
    assertThat(dimensions(model.getGraph().getOutput(0))).containsExactly("batch", "3");
    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly(
            "Conv",
            "BatchNormalization",
            "Relu",
            "Conv",
            "BatchNormalization",
            "Relu",
            "GlobalAveragePool",
            "Flatten",
            "Gemm");
  }

  private static List<String> dimensions(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimList().stream()
        .map(dim -> dim.hasDimParam() ? dim.getDimParam() : Long.toString(dim.getDimValue()))
        .toList();
  }

  /** Blocks that DJL makes and names; strides, padding and dilation that differ by axis. */
  @Test
  void a_network_of_blocks_of_djl_is_written() throws IOException {
    SequentialBlock block =
        new SequentialBlock()
            .add(
                Conv2d.builder()
                    .setFilters(6)
                    .setKernelShape(new Shape(3, 2))
                    .optStride(new Shape(1, 2))
                    .optPadding(new Shape(2, 1))
                    .optDilation(new Shape(2, 1))
                    .optGroups(3)
                    .build())
            .add(BatchNorm.builder().optEpsilon(0.1f).build())
            .add(Activation.relu6Block())
            .add(Blocks.identityBlock())
            .add(Activation.reluBlock())
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(4).optBias(false).build());
    PrunableNet net = net(block, new Shape(3, 7, 9));
    NetworkState state = values(net);
    NDArray images = images(net.image());
    OnnxModel model =
        OnnxModel.of(
            "djl", block, net.image(), NetworkTensors.of(net, state, List.of()), new TreeMap<>());

    assertThat(difference(exact(net, state, images), model, images)).isLessThan(TOLERANCE);
  }

  @Test
  void a_block_that_cannot_be_written_is_refused_by_its_place() {
    SequentialBlock inner =
        new SequentialBlock().add(NetworkBlocks.convolution(4, 3, 1)).add(Activation::sigmoid);
    SequentialBlock block =
        new SequentialBlock()
            .add(inner)
            .add(Pool.globalAvgPool2dBlock())
            .add(NetworkBlocks.linear(3));
    PrunableNet net = net(block, new Shape(3, 8, 8));
    NetworkTensors tensors = NetworkTensors.of(net, values(net), List.of());

    assertThatThrownBy(() -> OnnxModel.of("own", block, net.image(), tensors, new TreeMap<>()))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            "Cannot write the network as ONNX: the operation of the block"
                + " 01SequentialBlock/02LambdaBlock (ai.djl.nn.LambdaBlock) is not known");
  }

  private static Block chain() {
    return new SequentialBlock()
        .add(NetworkBlocks.convolution(8, 3, 1))
        .add(NetworkBlocks.batchNorm())
        .add(Step.Simple.RELU)
        .add(NetworkBlocks.convolution(4, 3, 2))
        .add(NetworkBlocks.batchNorm())
        .add(Step.Simple.RELU)
        .add(Step.Simple.GLOBAL_MEANS)
        .add(NetworkBlocks.linear(3));
  }

  private double difference(double[] exact, OnnxModel model, NDArray images) throws IOException {
    try (OnnxRuntime runtime = OnnxRuntime.of(model.bytes(), 1)) {
      float[] logits =
          runtime.logits(FloatBuffer.wrap(images.toFloatArray()), images.getShape().getShape());
      double[] found = new double[logits.length];
      Arrays.setAll(found, i -> logits[i]);
      return distance(exact, found);
    }
  }

  private static double distance(double[] exact, double[] found) {
    assertThat(found).hasSameSizeAs(exact);
    double most = 0;
    double largest = 0;
    for (int i = 0; i < exact.length; i++) {
      most = Math.max(most, Math.abs(exact[i] - found[i]));
      largest = Math.max(largest, Math.abs(exact[i]));
    }
    return most / largest;
  }

  private OnnxModel onnx(PrunableNet net, NetworkState state, Architecture architecture) {
    NetworkTensors tensors = NetworkTensors.of(net, state, architecture.layerNames());
    return OnnxModel.of("test", net.block(), net.image(), tensors, new TreeMap<>());
  }

  private double[] exact(PrunableNet net, NetworkState state, NDArray images) {
    return net.evaluate(state.inFloat64(), images.toType(DataType.FLOAT64, true)).toDoubleArray();
  }

  private NetworkState pruned(PrunableNet net, NetworkState state, Granularity structure) {
    return structure
        .selection(net.layers(), new Sparsity(0.5))
        .of(state.weights(), net.others(), Ranking.MAGNITUDE)
        .applied(state);
  }

  /** Every value differs from its neighbours, so that a wrong order is seen. */
  private NetworkState values(PrunableNet net) {
    NetworkState state = net.initialState(SplittableRandom::new);
    return new NetworkState(
        state.weights(),
        random(state.other().getShape(), 0.3, 1),
        random(state.statistics().getShape(), 0.5, 1.5));
  }

  private NDArray images(Shape image) {
    return random(new Shape(IMAGES).addAll(image), -2, 2);
  }

  private NDArray random(Shape shape, double from, double to) {
    return manager
        .create(new SplittableRandom(7).doubles(shape.size(), from, to).toArray(), shape)
        .toType(DataType.FLOAT32, false);
  }

  private PrunableNet net(Block block, Shape image) {
    return new PrunableNet(
        manager, block, image, DataType.FLOAT32, PrunableNet.Layout.CHANNELS_LAST);
  }
}
