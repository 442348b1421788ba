// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * Passes in ONNX Runtime on the CPU, with all of its graph optimisations: those are what its users
 * have.
 */
final class OnnxPasses implements ForwardPasses {
  private final OrtSession session;
  private final OnnxTensor images;
  private final Map<String, OnnxTensor> inputs;

  private OnnxPasses(OrtSession session, OnnxTensor images) {
    this.session = session;
    this.images = images;
    this.inputs = Map.of(session.getInputNames().iterator().next(), images);
  }

  /**
   * Loads a model with one input.
   *
   * @param images values of the batch, a direct buffer
   * @param shape (batch, channels, height, width)
   * @param threads threads for an operation
   * @throws IllegalStateException when ONNX Runtime rejects the model
   */
  static OnnxPasses of(Path model, FloatBuffer images, long[] shape, int threads) {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      OrtEnvironment runtime = OrtEnvironment.getEnvironment();
      OrtSession session = runtime.createSession(model.toString(), options);
      return new OnnxPasses(session, OnnxTensor.createTensor(runtime, images, shape));
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  /** The version of ONNX Runtime. */
  static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public void pass() {
    logits();
  }

  /** The logits, (batch, classes) in row-major order. */
  float[] logits() {
    try (OrtSession.Result outputs = session.run(inputs)) {
      FloatBuffer values = ((OnnxTensor) outputs.get(0)).getFloatBuffer();
      float[] logits = new float[values.remaining()];
      values.get(logits);
      return logits;
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  @Override
  public void close() {
    images.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private static IllegalStateException refused(OrtException thrown) {
    return new IllegalStateException("ONNX Runtime failed: " + thrown.getMessage(), thrown);
  }
}
