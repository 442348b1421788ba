// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.onnx.OnnxRuntime;
import io.espalier.pruning.train.Streams;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * The comparison of an ONNX file with the ticket that it was written from: logits of generated
 * images in ONNX Runtime, on the CPU, and those of the whole network in the engine, in float64.
 *
 * @param difference the largest difference of two logits, divided by the largest logit
 * @param images number of images
 * @param runtime version of ONNX Runtime
 */
public record LogitsCheck(double difference, int images, String runtime) {
  /**
   * The largest difference of a right file: 24 bits of mantissa and the sums of a deep network lose
   * less than a tenth of it.
   */
  public static final double TOLERANCE = 1e-5;

  private static final int IMAGES = 4;

  /**
   * Compares.
   *
   * @param ticket the whole network
   * @param onnx bytes of the file
   * @throws IOException when ONNX Runtime refuses the file
   */
  static LogitsCheck of(TicketNetwork ticket, byte[] onnx) throws IOException {
    Shape shape = new Shape(IMAGES).addAll(ticket.net().image());
    float[] pixels = new float[Math.toIntExact(shape.size())];
    SplittableRandom random = new Streams(0).of("export");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    double[] exact = exact(ticket, pixels, shape);
    try (OnnxRuntime runtime = OnnxRuntime.of(onnx, 1)) {
      float[] logits = runtime.logits(FloatBuffer.wrap(pixels), shape.getShape());
      return new LogitsCheck(difference(exact, logits), IMAGES, OnnxRuntime.version());
    }
  }

  private static double[] exact(TicketNetwork ticket, float[] pixels, Shape shape) {
    double[] wide = new double[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      wide[i] = pixels[i];
    }
    try (NDScope scope = new NDScope();
        NDManager manager = ticket.net().manager().newSubManager()) {
      scope.suppressNotUsedWarning();
      NDArray images = manager.create(wide, shape);
      return HostCopy.numbers(ticket.net().evaluate(ticket.state().inFloat64(), images));
    }
  }

  /** Infinite for another number of logits; NaN where a value is. */
  private static double difference(double[] exact, float[] found) {
    if (exact.length != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double most = 0;
    double largest = 0;
    for (int i = 0; i < exact.length; i++) {
      most = Math.max(most, Math.abs(exact[i] - found[i]));
      largest = Math.max(largest, Math.abs(exact[i]));
    }
    return most / largest;
  }

  /** Whether the difference is at most {@link #TOLERANCE}. */
  boolean holds() {
    return difference <= TOLERANCE;
  }
}
