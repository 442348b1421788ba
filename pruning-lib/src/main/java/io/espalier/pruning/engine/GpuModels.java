// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models of the GPUs of this machine, as NVIDIA's driver for Linux reports them. Tested with
 * files in the driver's format; not tried on a card.
 *
 * @param gpus by bus location
 */
record GpuModels(List<Gpu> gpus) {
  private static final Path INFO = Path.of("/proc/driver/nvidia/gpus");

  /**
   * A GPU.
   *
   * @param model such as {@code NVIDIA H100 80GB HBM3}
   * @param bus such as {@code 0000:04:00.0}
   * @param uuid such as {@code GPU-6fa4…}
   */
  record Gpu(String model, String bus, String uuid) {}

  GpuModels {
    gpus =
        gpus.stream()
            .sorted(
                // The domain has four digits or more.
                Comparator.comparing((Gpu gpu) -> gpu.bus().length()).thenComparing(Gpu::bus))
            .toList();
  }

  /** The GPUs of this machine; none without NVIDIA's driver. */
  static GpuModels here() {
    return in(INFO);
  }

  /**
   * The GPUs in a folder of the driver's; none if it is missing or unreadable.
   *
   * @param folder with a folder for each GPU, which has a file {@code information}
   */
  static GpuModels in(Path folder) {
    List<Gpu> found = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path gpu : folders.toList()) {
        found.add(read(gpu.resolve("information")));
      }
    } catch (IOException e) { // no such driver
      return new GpuModels(List.of());
    }
    return new GpuModels(found);
  }

  private static Gpu read(Path information) throws IOException {
    Map<String, String> facts = new HashMap<>();
    for (String line : Files.readAllLines(information)) {
      String[] fact = line.split(":", 2);
      if (fact.length == 2) {
        facts.put(fact[0].strip(), fact[1].strip());
      }
    }
    return new Gpu(
        facts.getOrDefault("Model", ""),
        facts.getOrDefault("Bus Location", ""),
        facts.getOrDefault("GPU UUID", ""));
  }

  /**
   * The model of a CUDA device; empty where it is not certain.
   *
   * <p>CUDA numbers the fastest GPU 0, in an order that it does not tell, unless {@code
   * CUDA_DEVICE_ORDER} is {@code PCI_BUS_ID}; {@code CUDA_VISIBLE_DEVICES} selects from this order
   * and numbers anew. The model is certain if all GPUs are of one, if the device is selected by
   * UUID, and in the order of the bus if CUDA sees all of the GPUs. A slice of a GPU (MIG) is of no
   * model.
   *
   * @param number of the device in this process, from 0
   * @param count number of devices that CUDA sees in this process
   * @param environment variables of the process
   */
  Optional<String> of(int number, int count, Map<String, String> environment) {
    Optional<String> selected = selected(number, environment.get("CUDA_VISIBLE_DEVICES"));
    if (selected.isPresent() && selected.get().startsWith("MIG")) {
      return Optional.empty();
    }
    List<String> models = gpus.stream().map(Gpu::model).distinct().toList();
    Optional<String> model =
        models.size() == 1
            ? Optional.of(models.get(0))
            : selected.filter(name -> name.startsWith("GPU-")).isPresent()
                ? withUuid(selected.get())
                : onBus(number, selected, count, environment.get("CUDA_DEVICE_ORDER"));
    return model.filter(name -> !name.isBlank());
  }

  /** The entry of a device in a list of visible ones; empty without a list. */
  private static Optional<String> selected(int number, String visible) {
    if (visible == null) {
      return Optional.empty();
    }
    String[] entries = visible.strip().split("\\s*,\\s*", -1);
    return number < entries.length ? Optional.of(entries[number]) : Optional.empty();
  }

  /** CUDA accepts a unique prefix of a UUID. */
  private Optional<String> withUuid(String prefix) {
    List<Gpu> alike = gpus.stream().filter(gpu -> gpu.uuid().startsWith(prefix)).toList();
    return alike.size() == 1 ? Optional.of(alike.get(0).model()) : Optional.empty();
  }

  private Optional<String> onBus(int number, Optional<String> selected, int count, String order) {
    if (!"PCI_BUS_ID".equals(order) || count != gpus.size()) {
      return Optional.empty();
    }
    String index = selected.orElse(String.valueOf(number));
    return index.matches("[0-9]{1,4}") && Integer.parseInt(index) < gpus.size()
        ? Optional.of(gpus.get(Integer.parseInt(index)).model())
        : Optional.empty();
  }
}
