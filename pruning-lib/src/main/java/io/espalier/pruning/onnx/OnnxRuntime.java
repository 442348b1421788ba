// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * A network in ONNX Runtime, on the CPU. Needs the jar {@value #JAR} on the class path; call {@link
 * #isPresent} first.
 */
public final class OnnxRuntime implements AutoCloseable {
  /** The coordinates of the jar with which this version was tested. */
  public static final String JAR = "com.microsoft.onnxruntime:onnxruntime:1.23.2";

  private final OrtEnvironment environment;
  private final OrtSession session;

  private OnnxRuntime(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /** Whether ONNX Runtime is on the class path. */
  public static boolean isPresent() {
    try {
      Class.forName("ai.onnxruntime.OrtEnvironment", false, OnnxRuntime.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Loads a model.
   *
   * @param model bytes of an ONNX file with one input and one output
   * @param threads number of threads of one operation
   * @throws IOException when ONNX Runtime refuses the model, or cannot be loaded
   */
  public static OnnxRuntime of(byte[] model, int threads) throws IOException {
    return loaded(threads, (environment, options) -> environment.createSession(model, options));
  }

  /**
   * Loads a model from a file.
   *
   * @param model an ONNX file with one input and one output
   * @param threads number of threads of one operation
   * @throws IOException when ONNX Runtime refuses the model, or cannot be loaded
   */
  public static OnnxRuntime of(Path model, int threads) throws IOException {
    return loaded(
        threads, (environment, options) -> environment.createSession(model.toString(), options));
  }

  private interface Loading {
    OrtSession session(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  private static OnnxRuntime loaded(int threads, Loading loading) throws IOException {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        return new OnnxRuntime(environment, loading.session(environment, options));
      }
    } catch (OrtException | LinkageError e) {
      throw new IOException("Cannot load the network in ONNX Runtime: " + e.getMessage(), e);
    }
  }

  /** The version of ONNX Runtime. */
  public static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /**
   * The logits of images.
   *
   * @param images normalised pixels in the order of {@code shape}; a direct buffer in native order
   *     is not copied
   * @param shape batch, channels, height, width
   * @return (batch, classes), row by row
   * @throws IOException when the shape does not fit
   */
  public float[] logits(FloatBuffer images, long... shape) throws IOException {
    try (OnnxTensor input = OnnxTensor.createTensor(environment, images, shape);
        OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, input))) {
      OnnxValue output = result.get(0);
      FloatBuffer values = ((OnnxTensor) output).getFloatBuffer();
      float[] logits = new float[values.remaining()];
      values.get(logits);
      return logits;
    } catch (OrtException e) {
      throw new IOException("Cannot compute in ONNX Runtime: " + e.getMessage(), e);
    }
  }

  /** Frees the network. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
