// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.onnx;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.HostTensor;
import io.espalier.pruning.model.BlockFacts;
import io.espalier.pruning.model.Join;
import io.espalier.pruning.model.NetworkTensors;
import io.espalier.pruning.model.Step;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the graph of a block: one node per layer, with names of the layers and tensors. Each block
 * becomes nodes from the value that it reads to the value that it returns.
 */
final class OnnxGraph {

  /**
   * A value between nodes.
   *
   * @param name name in the graph
   * @param shape shape for one image, without the batch
   */
  private record Value(String name, Shape shape) {}

  private final NetworkTensors tensors;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  private OnnxGraph(NetworkTensors tensors) {
    this.tensors = tensors;
  }

  /**
   * The graph of a block.
   *
   * @param image shape of one image: channels, height, width
   * @throws InvalidSettings when the graph cannot express a block, which it names
   */
  static GraphProto of(Block block, Shape image, NetworkTensors tensors) {
    OnnxGraph writer = new OnnxGraph(tensors);
    Value input = new Value(OnnxModel.INPUT, image);
    Value output = writer.block(block, input, "");
    writer.nodes.forEach(node -> node.rename(output.name(), OnnxModel.OUTPUT));
    writer.nodes.forEach(node -> writer.graph.addNode(node.proto()));
    return writer
        .graph
        .addInput(described(input))
        .addOutput(described(new Value(OnnxModel.OUTPUT, output.shape())))
        .build();
  }

  /** A float32 tensor whose first dimension, the batch, has a name and no size. */
  private static ValueInfoProto described(Value value) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(OnnxModel.BATCH));
    for (long size : value.shape().getShape()) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    TypeProto.Tensor.Builder type =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT.getNumber())
            .setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(value.name())
        .setType(TypeProto.newBuilder().setTensorType(type))
        .build();
  }

  private Value block(Block block, Value input, String path) {
    Optional<Step> step = BlockFacts.step(block);
    Optional<Join> join = BlockFacts.join(block);
    if (block.getClass() == SequentialBlock.class) {
      Value value = input;
      for (int i = 0; i < block.getChildren().size(); i++) {
        value = block(block.getChildren().valueAt(i), value, path(path, block, i));
      }
      return value;
    } else if (join.isPresent()) {
      Value left = block(block.getChildren().valueAt(0), input, path(path, block, 0));
      Value right = block(block.getChildren().valueAt(1), input, path(path, block, 1));
      Value sum = added(node("Add", List.of(left, right)), left.shape());
      return join.get() == Join.RELU_OF_SUM ? added(node("Relu", List.of(sum)), sum.shape()) : sum;
    } else if (step.isPresent()) {
      return step(step.get(), input);
    } else if (BlockFacts.isConvolution(block) && input.shape().dimension() == 3) {
      return convolution((Convolution) block, input);
    } else if (BlockFacts.isPlainBatchNorm(block)) {
      return batchNorm((BatchNorm) block, input);
    } else if (block.getClass() == Linear.class && input.shape().dimension() == 1) {
      return linear((Linear) block, input);
    }
    throw InvalidSettings.because(
        "Cannot write the network as ONNX: the operation of the block %s (%s) is not known"
            .formatted(path.isEmpty() ? "at the top" : path, block.getClass().getName()));
  }

  private static String path(String path, Block block, int child) {
    String name = block.getChildren().keyAt(child);
    return path.isEmpty() ? name : path + "/" + name;
  }

  private Value convolution(Convolution convolution, Value input) {
    Shape kernel = convolution.getKernelShape();
    Shape stride = convolution.getStride();
    Shape padding = convolution.getPadding();
    Shape dilation = convolution.getDilation();
    Map<String, Parameter> own = convolution.getDirectParameters().toMap();
    Shape weight = tensors.of(own.get("weight")).shape();
    OnnxNode node =
        layer("Conv", input, own, "weight", "bias")
            .with("kernel_shape", kernel.getShape())
            .with("strides", stride.getShape())
            .with("pads", padding.get(0), padding.get(1), padding.get(0), padding.get(1))
            .with("dilations", dilation.getShape())
            .with("group", convolution.getGroups());
    long[] output = {weight.get(0), 0, 0};
    for (int axis = 0; axis < 2; axis++) {
      long reach = dilation.get(axis) * (kernel.get(axis) - 1) + 1;
      output[axis + 1] =
          (input.shape().get(axis + 1) + 2 * padding.get(axis) - reach) / stride.get(axis) + 1;
    }
    return added(node, new Shape(output));
  }

  private Value batchNorm(BatchNorm norm, Value input) {
    return added(
        layer(
                "BatchNormalization",
                input,
                norm.getDirectParameters().toMap(),
                "gamma",
                "beta",
                "runningMean",
                "runningVar")
            .with("epsilon", BlockFacts.epsilon(norm)),
        input.shape());
  }

  private Value linear(Linear linear, Value input) {
    Map<String, Parameter> own = linear.getDirectParameters().toMap();
    return added(
        layer("Gemm", input, own, "weight", "bias").with("transB", 1L),
        new Shape(tensors.of(own.get("weight")).shape().get(0)));
  }

  private Value step(Step step, Value input) {
    if (step instanceof Step.MaxPool pool) {
      OnnxNode node =
          node("MaxPool", List.of(input))
              .with("kernel_shape", pool.side(), pool.side())
              .with("strides", pool.stride(), pool.stride())
              .with("pads", pool.padding(), pool.padding(), pool.padding(), pool.padding());
      long[] output = input.shape().getShape().clone();
      for (int axis = 1; axis < 3; axis++) {
        output[axis] = (output[axis] + 2L * pool.padding() - pool.side()) / pool.stride() + 1;
      }
      return added(node, new Shape(output));
    } else if (step instanceof Step.Subsample subsample) {
      return subsampled(subsample, input);
    }
    return simple((Step.Simple) step, input);
  }

  private Value simple(Step.Simple step, Value input) {
    Shape shape = input.shape();
    return switch (step) {
      case IDENTITY -> input;
      case RELU -> added(node("Relu", List.of(input)), shape);
      case RELU6 -> {
        OnnxNode node = node("Clip", List.of(input));
        node.proto().addInput(constant(node, "min", 0f)).addInput(constant(node, "max", 6f));
        yield added(node, shape);
      }
      case GLOBAL_MEANS -> {
        Value means =
            added(node("GlobalAveragePool", List.of(input)), new Shape(shape.get(0), 1, 1));
        yield simple(Step.Simple.FLATTEN, means);
      }
      case FLATTEN ->
          added(node("Flatten", List.of(input)).with("axis", 1L), new Shape(shape.size()));
      case FOUR_MEANS ->
          added(
              node("AveragePool", List.of(input))
                  .with("kernel_shape", (shape.get(1) + 1) / 2, (shape.get(2) + 1) / 2)
                  .with("strides", shape.get(1) / 2, shape.get(2) / 2),
              new Shape(shape.get(0), 2, 2));
    };
  }

  private Value subsampled(Step.Subsample step, Value input) {
    OnnxNode slice = node("Slice", List.of(input));
    slice
        .proto()
        .addInput(constant(slice, "starts", 0, 0))
        .addInput(constant(slice, "ends", Long.MAX_VALUE, Long.MAX_VALUE))
        .addInput(constant(slice, "axes", 2, 3))
        .addInput(constant(slice, "steps", step.stride(), step.stride()));
    Shape shape = input.shape();
    Value pixels =
        added(
            slice,
            new Shape(
                shape.get(0),
                (shape.get(1) + step.stride() - 1) / step.stride(),
                (shape.get(2) + step.stride() - 1) / step.stride()));
    OnnxNode pad = node("Pad", List.of(pixels));
    pad.proto().addInput(constant(pad, "pads", 0, step.before(), 0, 0, 0, step.after(), 0, 0));
    return added(
        pad,
        new Shape(
            step.before() + shape.get(0) + step.after(),
            pixels.shape().get(1),
            pixels.shape().get(2)));
  }

  /** A node with parameters; those that the layer does not have are left out. */
  private OnnxNode layer(
      String operation, Value input, Map<String, Parameter> own, String... parameters) {
    List<String> inputs = new ArrayList<>(List.of(input.name()));
    for (String parameter : parameters) {
      if (own.containsKey(parameter)) {
        String tensor = tensors.names().get(own.get(parameter).getId());
        graph.addInitializer(initializer(tensor, tensors.values().get(tensor)));
        inputs.add(tensor);
      }
    }
    String first = inputs.get(1);
    String name = first.contains(".") ? first.substring(0, first.lastIndexOf('.')) : operation;
    return OnnxNode.of(operation, name, name + ".output", inputs);
  }

  private OnnxNode node(String operation, List<Value> inputs) {
    String name = operation + "." + nodes.size();
    return OnnxNode.of(
        operation, name, name + ".output", inputs.stream().map(Value::name).toList());
  }

  private Value added(OnnxNode node, Shape shape) {
    nodes.add(node);
    return new Value(node.proto().getOutput(0), shape);
  }

  private String constant(OnnxNode node, String name, float value) {
    return constant(
        TensorProto.newBuilder()
            .setName(node.proto().getName() + "." + name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addFloatData(value));
  }

  private String constant(OnnxNode node, String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(node.proto().getName() + "." + name)
            .setDataType(TensorProto.DataType.INT64.getNumber())
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return constant(tensor);
  }

  private String constant(TensorProto.Builder tensor) {
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  private static TensorProto initializer(String name, HostTensor tensor) {
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(littleEndian(tensor)));
    for (long size : tensor.shape().getShape()) {
      proto.addDims(size);
    }
    return proto.build();
  }

  private static ByteBuffer littleEndian(HostTensor tensor) {
    ByteBuffer bytes = tensor.bytes().duplicate();
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      return bytes;
    }
    ByteBuffer swapped = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    swapped.asFloatBuffer().put(bytes.order(ByteOrder.BIG_ENDIAN).asFloatBuffer());
    return swapped;
  }
}
