// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuModelsTest {
  private static final Map<String, String> BY_BUS = Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
  private static final String H100 = "NVIDIA H100 80GB HBM3";
  private static final String A10 = "NVIDIA A10";

  @TempDir private Path driver;

  @Test
  void a_machine_whose_gpus_are_alike_has_their_model_for_each_device() throws IOException {
    gpu("0000:04:00.0", H100, "GPU-1a");
    gpu("0000:0f:00.0", H100, "GPU-2b");

    assertThat(model(0, 2, Map.of())).contains(H100);
    assertThat(model(0, 1, Map.of("CUDA_VISIBLE_DEVICES", "1"))).contains(H100);
  }

  @Test
  void different_gpus_have_a_model_in_the_order_of_the_bus_only() throws IOException {
    // The folder lists them in any order; the domain of the second one has five digits.
    gpu("10000:04:00.0", A10, "GPU-2b");
    gpu("ffff:0f:00.0", H100, "GPU-1a");

    assertThat(model(0, 2, Map.of())).isEmpty();
    assertThat(model(0, 2, Map.of("CUDA_DEVICE_ORDER", "FASTEST_FIRST"))).isEmpty();
    assertThat(model(0, 2, BY_BUS)).contains(H100);
    assertThat(model(1, 2, BY_BUS)).contains(A10);
  }

  @Test
  void the_list_of_visible_devices_renumbers_them() throws IOException {
    gpu("0000:04:00.0", H100, "GPU-1a");
    gpu("0000:0f:00.0", A10, "GPU-2b");

    assertThat(model(0, 2, ordered("1, 0"))).contains(A10);
    assertThat(model(1, 2, ordered("1, 0"))).contains(H100);
    assertThat(model(0, 2, Map.of("CUDA_VISIBLE_DEVICES", "1,0"))).isEmpty();
  }

  /** A process that may open some of the GPUs only counts from the first of those. */
  @Test
  void an_index_is_not_certain_where_cuda_sees_fewer_gpus() throws IOException {
    gpu("0000:04:00.0", H100, "GPU-1a");
    gpu("0000:0f:00.0", A10, "GPU-2b");

    assertThat(model(0, 1, BY_BUS)).isEmpty();
    assertThat(model(0, 1, ordered("0"))).isEmpty();
  }

  @Test
  void a_uuid_is_certain_in_any_order_if_it_is_of_one_gpu() throws IOException {
    gpu("0000:04:00.0", H100, "GPU-1a0");
    gpu("0000:0f:00.0", A10, "GPU-1a1");

    assertThat(model(0, 1, Map.of("CUDA_VISIBLE_DEVICES", "GPU-1a1"))).contains(A10);
    assertThat(model(0, 1, Map.of("CUDA_VISIBLE_DEVICES", "GPU-1a"))).isEmpty();
  }

  @Test
  void a_slice_is_of_no_model() throws IOException {
    gpu("0000:04:00.0", H100, "GPU-1a");

    assertThat(model(0, 1, Map.of("CUDA_VISIBLE_DEVICES", "MIG-1a"))).isEmpty();
  }

  @Test
  void without_the_driver_or_its_facts_there_is_no_model() throws IOException {
    assertThat(GpuModels.in(driver.resolve("none")).of(0, 1, Map.of())).isEmpty();
    assertThat(model(0, 1, Map.of())).isEmpty();

    Path folder = Files.createDirectory(driver.resolve("0000:04:00.0"));
    Files.writeString(folder.resolve("information"), "IRQ:   \t\t 12\n");
    assertThat(model(0, 1, Map.of())).isEmpty();
  }

  @Test
  void a_gpu_from_ampere_on_uses_tf32_unless_the_environment_says_0() {
    assertThat(GpuFacts.usesTf32("90", Map.of())).isTrue();
    assertThat(GpuFacts.usesTf32("80", Map.of("NVIDIA_TF32_OVERRIDE", "1"))).isTrue();
    assertThat(GpuFacts.usesTf32("120", Map.of("NVIDIA_TF32_OVERRIDE", "0"))).isFalse();
    assertThat(GpuFacts.usesTf32("75", Map.of())).isFalse();
  }

  private Optional<String> model(int number, int count, Map<String, String> environment) {
    return GpuModels.in(driver).of(number, count, environment);
  }

  private static Map<String, String> ordered(String visible) {
    return Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES", visible);
  }

  private void gpu(String bus, String model, String uuid) throws IOException {
    Path folder = Files.createDirectory(driver.resolve(bus));
    Files.writeString(
        folder.resolve("information"),
        """
        Model: \t\t %s
        IRQ:   \t\t 169
        GPU UUID: \t %s
        Video BIOS: \t 96.00.30.00.01
        Bus Type: \t PCIe
        DMA Size: \t 52 bits
        DMA Mask: \t 0xfffffffffffff
        Bus Location: \t %s
        Device Minor: \t 0
        GPU Excluded:\t No
        """
            .formatted(model, uuid, bus));
  }
}
