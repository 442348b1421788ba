// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.sweep.DeviceChoice;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuLeaseTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "0,  -,                    gpu0",
        "11, -,                    gpu11",
        "3,  '2,3',                gpu1",
        "3,  ' 3 , 2',             gpu0",
        "GPU-aa11, 'GPU-bb22,GPU-aa11', gpu1",
        "GPU-aa11-22, 'GPU-aa11',  gpu0",
        "GPU-bb22, 'GPU-aa,GPU-bb', gpu1",
        "0/1,      -,              gpu0",
        "0/2,      -,              gpu0",
        "3/1,      '2,3',          gpu1",
        "GPU-bb22/2, 'GPU-aa,GPU-bb', gpu1"
      })
  void an_address_maps_to_the_device_index_of_the_process(
      String address, String visible, String device) {
    GpuLease lease = new GpuLease(Optional.of(address), Optional.ofNullable(visible));

    assertThat(lease.device(DeviceChoice.AUTO)).isEqualTo(device);
    assertThat(lease.device(DeviceChoice.GPU)).isEqualTo(device);
    assertThat(lease.device(DeviceChoice.CPU)).isEqualTo("cpu");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "MIG-11aa, -,           MIG slices are indist",
        "0:1,      -,           MIG slices are indist",
        "GPU-aa11, -,           let the discovery script print indices",
        "1,        '0,2',       'CUDA_VISIBLE_DEVICES is 0,2, must contain it'",
        "0,        'GPU-aa11',  must contain it",
        "GPU-aa11, 'GPU-aa112', must contain it",
        "GPU-aa11, '0,1',       must contain it",
        "0/,       -,           let the discovery script print indices"
      })
  void an_address_of_no_device_of_the_process_is_rejected_and_never_falls_back_to_the_cpu(
      String address, String visible, String reason) {
    GpuLease lease = new GpuLease(Optional.of(address), Optional.ofNullable(visible));

    assertThatThrownBy(() -> lease.device(DeviceChoice.AUTO))
        .isInstanceOf(NoSuchDevice.class)
        .hasMessageStartingWith("Cannot use GPU " + address)
        .hasMessageContaining(reason);
    assertThat(lease.device(DeviceChoice.CPU)).isEqualTo("cpu");
  }

  @Test
  void without_a_lease_a_run_uses_the_cpu_unless_a_gpu_is_required() {
    GpuLease none = new GpuLease(Optional.empty(), Optional.of("0,1"));

    assertThat(none.device(DeviceChoice.AUTO)).isEqualTo("cpu");
    assertThatThrownBy(() -> none.device(DeviceChoice.GPU))
        .isInstanceOf(NoSuchDevice.class)
        .hasMessageContaining("spark.task.resource.gpu.amount");
  }

  @Test
  void a_gpu_that_is_not_counted_names_the_folder_to_set_and_another_one_the_driver() {
    assertThat(NoSuchDevice.notCounted("1 of host"))
        .hasMessageStartingWith(
            "Cannot use GPU 1 of host: the engine counts GPUs with libcudart.so")
        .hasMessageContaining("add -Djna.library.path=FOLDER to spark.executor.extraJavaOptions");
    assertThat(NoSuchDevice.notFound("1 of host", "gpu0"))
        .hasMessageStartingWith("Cannot use GPU 1 of host: the engine finds no gpu0 there")
        .hasMessageContaining("check the driver");
  }
}
