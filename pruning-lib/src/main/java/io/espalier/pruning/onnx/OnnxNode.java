// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;

/**
 * An operation of an ONNX graph with one output.
 *
 * @param proto what is known of it so far
 */
record OnnxNode(NodeProto.Builder proto) {

  static OnnxNode of(String operation, String name, String output, List<String> inputs) {
    return new OnnxNode(
        NodeProto.newBuilder()
            .setOpType(operation)
            .setName(name)
            .addOutput(output)
            .addAllInput(inputs));
  }

  OnnxNode with(String attribute, long value) {
    proto.addAttribute(
        AttributeProto.newBuilder()
            .setName(attribute)
            .setType(AttributeProto.AttributeType.INT)
            .setI(value));
    return this;
  }

  OnnxNode with(String attribute, float value) {
    proto.addAttribute(
        AttributeProto.newBuilder()
            .setName(attribute)
            .setType(AttributeProto.AttributeType.FLOAT)
            .setF(value));
    return this;
  }

  OnnxNode with(String attribute, long... values) {
    proto.addAttribute(
        AttributeProto.newBuilder()
            .setName(attribute)
            .setType(AttributeProto.AttributeType.INTS)
            .addAllInts(Arrays.stream(values).boxed().toList()));
    return this;
  }

  /** Replaces a name of an input or output. */
  void rename(String from, String to) {
    for (int i = 0; i < proto.getInputCount(); i++) {
      if (proto.getInput(i).equals(from)) {
        proto.setInput(i, to);
      }
    }
    if (proto.getOutput(0).equals(from)) {
      proto.setOutput(0, to);
    }
  }
}
