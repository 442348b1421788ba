// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The precision of convolutions and fully connected layers. Its string is the name used in sweeps.
 */
public enum Precision {
  /** 24 bits of mantissa. */
  FLOAT32("float32", DataType.FLOAT32),
  /**
   * 8 bits of mantissa for weights, biases and activations, in training and evaluation; faster on
   * processors with AMX or AVX-512 BF16. All values that are kept between steps (master weights,
   * masks, scores, velocities, parameters and statistics of batch-norm), batch-norm, logits,
   * losses, gradients and tickets are float32; the scores of GraSP and SynFlow are computed in
   * float64, as always. Not tried on a GPU.
   */
  BF16("bf16", DataType.BFLOAT16);

  /** The names, for messages. */
  public static final List<String> KNOWN =
      Arrays.stream(values()).map(Precision::toString).toList();

  private final String text;
  private final DataType type;

  Precision(String text, DataType type) {
    this.text = text;
    this.type = type;
  }

  /** The precision with this name; empty if there is none. */
  public static Optional<Precision> named(String name) {
    return Arrays.stream(values()).filter(known -> known.text.equals(name)).findFirst();
  }

  /** The data type for a {@link PrunableNet}. */
  public DataType type() {
    return type;
  }

  @Override
  public String toString() {
    return text;
  }
}
