// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.catalog.InvalidSettings;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class DirectBuffersTest {
  @Test
  void a_buffer_has_room_for_all_elements_in_native_order() {
    assertThat(DirectBuffers.of(3, 4).capacity()).isEqualTo(12);
    assertThat(DirectBuffers.of(3, 4).order()).isEqualTo(ByteOrder.nativeOrder());
  }

  /** 128 · 3 · 2048 · 2048 · 4 bytes are 6 GiB. */
  @Test
  void a_batch_of_more_than_2_gib_is_refused() {
    assertThatThrownBy(() -> DirectBuffers.of(128, 3 * 2048 * 2048 * 4))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            "Cannot load batches of 128 images, 50331648 bytes each: a batch can have 2 GiB, choose"
                + " a smaller batch or smaller images");
  }
}
