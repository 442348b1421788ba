package io.espalier.pruning.model;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a network computes its convolutions and fully connected layers in. Its text is the name that
 * users write.
 */
public enum Precision {
  /** 24 bits of mantissa. */
  FLOAT32("float32", DataType.FLOAT32),
  /**
   * 8 bits of mantissa for weights, biases and activations, in training as in evaluation, by which
   * processors with AMX or AVX-512 BF16 compute faster. All that is kept from step to step (masters
   * of the weights, masks, scores, velocities, batch-norm's parameters and statistics), what
   * batch-norm computes, logits, losses, gradients and tickets are float32; GraSP's scores and
   * synaptic flow are computed in float64, as everywhere. Not tried on a GPU.
   */
  BF16("bf16", DataType.BFLOAT16);

  /** What users can write, for messages. */
  public static final List<String> KNOWN =
      Arrays.stream(values()).map(Precision::toString).toList();

  private final String text;
  private final DataType type;

  Precision(String text, DataType type) {
    this.text = text;
    this.type = type;
  }

  /** The one called {@code name}; empty when there is none. */
  public static Optional<Precision> named(String name) {
    return Arrays.stream(values()).filter(known -> known.text.equals(name)).findFirst();
  }

  /** For a {@link PrunableNet}. */
  public DataType type() {
    return type;
  }

  @Override
  public String toString() {
    return text;
  }
}
