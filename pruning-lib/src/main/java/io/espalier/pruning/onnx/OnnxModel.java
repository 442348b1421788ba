// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.onnx;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.model.NetworkTensors;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedMap;

/**
 * A network in the ONNX format (IR version 8, operator set 17): float32, from the input {@value
 * #INPUT} of shape (batch, channels, height, width), normalised pixels as the network was trained
 * with, to the output {@value #OUTPUT} of shape (batch, classes). The size of the batch is free.
 * Batch-norm stays a node of its own, with the scale, shift and statistics of training.
 *
 * @param proto the message that the file contains
 */
public record OnnxModel(ModelProto proto) {
  /** The name of the input. */
  public static final String INPUT = "images";

  /** The name of the output. */
  public static final String OUTPUT = "logits";

  /** The operator set. */
  public static final int OPSET = 17;

  /** The version of the format that brought this operator set. */
  public static final int IR_VERSION = 8;

  static final String BATCH = "batch";

  /** Protocol Buffers writes no longer messages. */
  private static final long LONGEST = Integer.MAX_VALUE - (1 << 20);

  /**
   * The model of a network.
   *
   * @param name name of the graph
   * @param block initialised block
   * @param image shape of one image: channels, height, width
   * @param tensors float32 values of the block, which may have fewer channels than it
   * @param metadata facts about the network, for its users
   * @throws InvalidSettings when the format cannot express a block, which the message names, or the
   *     network is too large for it (2 GiB)
   */
  public static OnnxModel of(
      String name,
      Block block,
      Shape image,
      NetworkTensors tensors,
      SortedMap<String, String> metadata) {
    if (Float.BYTES * tensors.size() > LONGEST) {
      throw InvalidSettings.because(
          "Cannot write the network as ONNX: its %s values take more than 2 GiB"
              .formatted(tensors.size()));
    }
    GraphProto graph = OnnxGraph.of(block, image, tensors).toBuilder().setName(name).build();
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setProducerName("Espalier")
            .setDomain("io.espalier")
            .setGraph(graph);
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return new OnnxModel(model.build());
  }

  /** The bytes of the file. */
  public byte[] bytes() {
    return proto.toByteArray();
  }

  /** Writes the file. */
  public void writeTo(OutputStream out) throws IOException {
    proto.writeTo(out);
  }
}
