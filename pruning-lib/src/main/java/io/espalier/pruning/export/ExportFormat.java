// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

/** The formats in which the network of a ticket is written for other programs. */
public enum ExportFormat {
  /** A folder that DJL's {@code Criteria} loads with {@link TicketBlockFactory}. */
  DJL(""),
  /** One file for ONNX Runtime and others. */
  ONNX(".onnx"),
  /** One file of named tensors, as PyTorch has them. */
  SAFETENSORS(".safetensors");

  private final String ending;

  ExportFormat(String ending) {
    this.ending = ending;
  }

  /** The file or, for {@link #DJL}, the folder of an export. */
  String location(String name) {
    return name + ending;
  }
}
