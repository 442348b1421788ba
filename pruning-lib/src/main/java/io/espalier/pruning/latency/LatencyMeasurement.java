// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.EngineThreads;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.export.TicketNetwork;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.NetworkTensors;
import io.espalier.pruning.onnx.OnnxModel;
import io.espalier.pruning.onnx.OnnxRuntime;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Measures the forward passes of tickets: all forms in all runtimes {@linkplain Turns in turns}, on
 * random images, in float32.
 *
 * @param device device of libtorch, by its name in DJL; ONNX Runtime is measured beside a CPU only
 * @param threads threads of both runtimes on the CPU, 1 or more
 * @param passes timed passes of each form, 1 or more
 * @param memory what measures the memory of a pass on the CPU
 */
public record LatencyMeasurement(String device, int threads, int passes, Memory memory) {

  /** Measures the memory that loading a network and a pass add to a process. */
  @FunctionalInterface
  public interface Memory {
    /**
     * @param network folder of DJL for libtorch, file for ONNX Runtime
     * @param batch shape of the images: batch, channels, height, width
     * @return bytes; empty where the system does not count them
     * @throws IOException when it cannot be measured
     */
    OptionalLong bytes(InferenceRuntime runtime, Path network, Shape batch) throws IOException;
  }

  /** A measurement that measures memory in processes of their own. */
  public LatencyMeasurement(String device, int threads, int passes) {
    this(
        device,
        threads,
        passes,
        (runtime, network, batch) -> new PassMemory(runtime, network, batch).bytes());
  }

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
    void writeFolder(Path folder) throws IOException {
      new TicketFolder(new LocalStorage(), folder.toString())
          .writeNetwork(network.net(), state, network.manifest());
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
    Path files = Files.createTempDirectory("espalier-latency");
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
      Map<Subject, Path> networks = new LinkedHashMap<>();
      for (Map.Entry<Form, Values> form : forms.entrySet()) {
        Path saved = Files.createDirectory(files.resolve(form.getKey().toString()));
        form.getValue().writeFolder(saved);
        networks.put(new Subject(form.getKey(), InferenceRuntime.LIBTORCH), saved);
      }
      for (Map.Entry<Form, byte[]> model : onnx(forms, notes).entrySet()) {
        networks.put(
            new Subject(model.getKey(), InferenceRuntime.ONNXRUNTIME),
            Files.write(files.resolve(model.getKey() + ".onnx"), model.getValue()));
      }
      List<Latency> latencies = new ArrayList<>();
      for (int batch : batches) {
        latencies.addAll(measured(forms, networks, batch));
      }
      return new Result(latencies, notes);
    } finally {
      delete(files);
    }
  }

  private boolean isOnCpu() {
    return Device.fromName(device).equals(Device.cpu());
  }

  /** The models for ONNX Runtime; none, with a note, where it cannot be measured. */
  private Map<Form, byte[]> onnx(Map<Form, Values> forms, List<String> notes) {
    Map<Form, byte[]> models = new EnumMap<>(Form.class);
    if (!isOnCpu()) {
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

  private List<Latency> measured(Map<Form, Values> forms, Map<Subject, Path> networks, int batch)
      throws IOException {
    Shape image = forms.get(Form.DENSE).network().net().image();
    Shape shape = new Shape(batch).addAll(image);
    FloatBuffer pixels = random(shape.size());
    Map<Subject, ForwardPasses> subjects = new LinkedHashMap<>();
    Map<Subject, Timing> timings;
    try {
      for (Map.Entry<Subject, Path> network : networks.entrySet()) {
        Subject subject = network.getKey();
        subjects.put(
            subject,
            subject.runtime() == InferenceRuntime.LIBTORCH
                ? engine(forms.get(subject.form()), pixels, batch)
                : new OnnxPasses(
                    OnnxRuntime.of(network.getValue(), threads), pixels, shape.getShape()));
      }
      timings = new Turns(passes, System::nanoTime).of(subjects);
    } finally {
      subjects.values().forEach(ForwardPasses::close);
    }
    List<Latency> latencies = new ArrayList<>();
    for (Map.Entry<Subject, Path> network : networks.entrySet()) {
      Subject subject = network.getKey();
      TicketNetwork form = forms.get(subject.form()).network();
      OptionalLong bytes =
          isOnCpu()
              ? memory.bytes(subject.runtime(), network.getValue(), shape)
              : OptionalLong.empty();
      latencies.add(
          new Latency(
              subject.form(),
              subject.runtime(),
              version(subject.runtime()),
              batch,
              timings.get(subject),
              form.parameters(),
              form.macs(),
              bytes.isPresent() ? bytes.getAsLong() : null,
              fileBytes(network.getValue())));
    }
    return latencies;
  }

  private String version(InferenceRuntime runtime) {
    return runtime == InferenceRuntime.ONNXRUNTIME
        ? OnnxRuntime.version()
        : DeviceFacts.of(device).libtorchVersion();
  }

  /** Of a folder of DJL, the bytes of its weights. */
  private static long fileBytes(Path network) throws IOException {
    return Files.size(
        Files.isDirectory(network)
            ? Path.of(new TicketFolder(new LocalStorage(), network.toString()).weightsLocation())
            : network);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
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
