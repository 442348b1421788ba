// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CudaRuntimeTest {
  @Test
  void a_library_is_found_or_not_without_an_exception() {
    assertThat(CudaRuntime.isFound("c")).isTrue();
    assertThat(CudaRuntime.isFound("no-such-library")).isFalse();
  }
}
