// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostCopyTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void an_array_of_a_cpu_is_read_where_it_is() {
    NDArray array = manager.create(new float[] {1, 2});

    try (HostCopy copy = HostCopy.of(array)) {
      array.addi(manager.create(new float[] {10, 10}));

      assertThat(copy.floats().get(1)).isEqualTo(12);
    }

    assertThat(array.toFloatArray()).containsExactly(11, 12);
  }

  /** DJL's copy from a GPU belongs to a new sub-manager on the CPU. */
  @Test
  void a_copy_from_another_device_is_freed_with_its_manager() {
    NDManager there = manager.newSubManager();
    NDArray array = there.create(new float[] {3});
    NDManager here = there.newSubManager();
    NDArray copied = here.create(new float[] {3});

    assertThat(HostCopy.scalar(onCard(array, copied))).isEqualTo(3);

    assertThat(here.isOpen()).isFalse();
    assertThat(there.isOpen()).isTrue();
    assertThat(array.toFloatArray()).containsExactly(3);
  }

  /** {@code array}, which says that it is on a GPU and has {@code copied} as its copy. */
  private static NDArray onCard(NDArray array, NDArray copied) {
    return (NDArray)
        Proxy.newProxyInstance(
            NDArray.class.getClassLoader(),
            new Class<?>[] {NDArray.class},
            (proxy, method, arguments) -> {
              try {
                return switch (method.getName()) {
                  case "getDevice" -> Device.gpu(0);
                  case "toDevice" -> copied;
                  default -> method.invoke(array, arguments);
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
