// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineThreads;
import io.espalier.pruning.export.TicketNetwork;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.NetworkTensors;
import io.espalier.pruning.onnx.OnnxModel;
import io.espalier.pruning.onnx.OnnxRuntime;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Measures the forward passes of tickets: all forms in all runtimes {@linkplain Turns in turns}, on
 * random images, in float32.
 *
 * @param device device of libtorch, by its name in DJL; ONNX Runtime is measured beside a CPU only
 * @param threads threads of both runtimes on the CPU, 1 or more
 * @param passes timed passes of each form, 1 or more
 */
public record LatencyMeasurement(String device, int threads, int passes) {

  /**
   * What was measured of a ticket.
   *
   * @param notes lines for a user on what was not measured, and why
   */
  public record Result(List<Latency> latencies, List<String> notes) {
    public Result {
      latencies = List.copyOf(latencies);
      notes = List.copyOf(notes);
    }
  }

  private record Subject(Form form, InferenceRuntime runtime) {}

  /**
   * A form of a ticket.
   *
   * @param network of the shapes of the form
   * @param state its values
   */
  private record Values(TicketNetwork network, NetworkState state) {
    /** Bytes of all values, running statistics included. */
    long bytes() {
      return Float.BYTES
          * (state.weights().size() + state.other().size() + state.statistics().size());
    }

    byte[] onnx() {
      return OnnxModel.of(
              "latency",
              network.net().block(),
              network.net().image(),
              NetworkTensors.of(network.net(), state, network.architecture().layerNames()),
              new TreeMap<>())
          .bytes();
    }
  }

  /**
   * Measures a ticket.
   *
   * @param folder folder of the ticket
   * @param batches images of a pass; each is measured on its own
   * @throws InvalidSettings when the network has no compact form
   * @throws IOException when the ticket cannot be read
   */
  public Result of(Storage storage, String folder, List<Integer> batches) throws IOException {
    List<String> notes = new ArrayList<>();
    EngineThreads before = EngineThreads.of(threads);
    try (before;
        NDManager manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
        TicketNetwork ticket = TicketNetwork.open(storage, folder, manager);
        TicketNetwork compact = ticket.compact()) {
      Map<Form, Values> forms = new EnumMap<>(Form.class);
      NetworkState initial = ticket.net().initialState(layer -> new Streams(0).of("init", layer));
      forms.put(Form.DENSE, new Values(ticket, initial));
      forms.put(Form.MASKED, new Values(ticket, ticket.state()));
      forms.put(Form.COMPACT, new Values(compact, compact.state()));
      Map<Form, byte[]> models = onnx(forms, notes);
      List<Latency> latencies = new ArrayList<>();
      for (int batch : batches) {
        latencies.addAll(measured(forms, models, batch));
      }
      return new Result(latencies, notes);
    }
  }

  /** The models for ONNX Runtime; none, with a note, where it cannot be measured. */
  private Map<Form, byte[]> onnx(Map<Form, Values> forms, List<String> notes) {
    Map<Form, byte[]> models = new EnumMap<>(Form.class);
    if (!Device.fromName(device).equals(Device.cpu())) {
      notes.add(
          "onnxruntime is not measured: libtorch is on %s, and it would be on the CPU"
              .formatted(device));
    } else if (!OnnxRuntime.isPresent()) {
      notes.add(
          "onnxruntime is not measured: it is not on the class path, add %s"
              .formatted(OnnxRuntime.JAR));
    } else {
      try {
        forms.forEach((form, values) -> models.put(form, values.onnx()));
      } catch (InvalidSettings e) {
        models.clear();
        notes.add("onnxruntime is not measured: " + e.getMessage());
      }
    }
    return models;
  }

  private List<Latency> measured(Map<Form, Values> forms, Map<Form, byte[]> models, int batch)
      throws IOException {
    Shape image = forms.get(Form.DENSE).network().net().image();
    FloatBuffer pixels = random(batch * image.size());
    Map<Subject, ForwardPasses> subjects = new LinkedHashMap<>();
    try {
      for (Map.Entry<Form, Values> form : forms.entrySet()) {
        subjects.put(
            new Subject(form.getKey(), InferenceRuntime.LIBTORCH),
            engine(form.getValue(), pixels, batch));
      }
      for (Map.Entry<Form, byte[]> model : models.entrySet()) {
        subjects.put(
            new Subject(model.getKey(), InferenceRuntime.ONNXRUNTIME),
            new OnnxPasses(
                OnnxRuntime.of(model.getValue(), threads),
                pixels,
                new Shape(batch).addAll(image).getShape()));
      }
      Map<Subject, Timing> timings = new Turns(passes, System::nanoTime).of(subjects);
      List<Latency> latencies = new ArrayList<>();
      timings.forEach(
          (subject, timing) ->
              latencies.add(
                  latency(
                      subject,
                      forms.get(subject.form()),
                      models.get(subject.form()),
                      batch,
                      timing)));
      return latencies;
    } finally {
      subjects.values().forEach(ForwardPasses::close);
    }
  }

  private Latency latency(Subject subject, Values values, byte[] model, int batch, Timing timing) {
    boolean isOnnx = subject.runtime() == InferenceRuntime.ONNXRUNTIME;
    return new Latency(
        subject.form(),
        subject.runtime(),
        isOnnx ? OnnxRuntime.version() : DeviceFacts.of(device).libtorchVersion(),
        batch,
        timing,
        values.network().parameters(),
        values.network().macs(),
        null,
        isOnnx ? model.length : values.bytes());
  }

  /** In the layout of memory that the engine computes in, as its own evaluation loads images. */
  private static ForwardPasses engine(Values values, FloatBuffer pixels, int batch) {
    Shape image = values.network().net().image();
    Shape rows = new Shape(batch, image.get(1), image.get(2), image.get(0));
    NDArray images = values.network().net().manager().create(pixels.duplicate(), rows);
    return new EnginePasses(
        values.network().net(), values.state(), images.transpose(0, 3, 1, 2), images);
  }

  private static FloatBuffer random(long values) {
    int size = Math.toIntExact(values);
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    SplittableRandom random = new Streams(0).of("latency");
    while (buffer.hasRemaining()) {
      buffer.put((float) random.nextDouble(-1, 1));
    }
    return buffer.flip();
  }
}
