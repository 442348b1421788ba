// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UploadTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final Upload upload = new Upload(manager);
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder()).putInt(7).putInt(-8).putInt(9);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void the_values_between_position_and_limit_are_sent() {
    NDArray sent = upload.of(buffer.flip().position(4), new Shape(2, 1), DataType.INT32);

    assertThat(sent.getShape()).isEqualTo(new Shape(2, 1));
    assertThat(sent.getDataType()).isEqualTo(DataType.INT32);
    assertThat(sent.toIntArray()).containsExactly(-8, 9);
  }

  @Test
  void the_buffer_can_be_overwritten_after_the_call() {
    NDArray sent = upload.of(buffer.flip(), new Shape(3), DataType.INT32);

    buffer.putInt(0, 100);

    assertThat(sent.toIntArray()).containsExactly(7, -8, 9);
  }

  @Test
  void only_the_result_is_kept_and_it_belongs_to_the_scope_of_the_caller() {
    int before = manager.getManagedArrays().size();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      upload.of(buffer.flip(), new Shape(3), DataType.INT32);

      assertThat(manager.getManagedArrays()).hasSize(before + 1);
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void an_upload_made_in_a_scope_outlives_it() {
    Upload scoped;
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      scoped = new Upload(manager);
    }

    assertThat(scoped.of(buffer.flip(), new Shape(3), DataType.INT32).toIntArray())
        .containsExactly(7, -8, 9);
  }

  @Test
  void values_that_do_not_fill_the_shape_are_refused() {
    assertThatThrownBy(() -> upload.of(buffer.flip(), new Shape(4), DataType.INT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a direct buffer with 16 bytes left");
    assertThatThrownBy(() -> upload.of(ByteBuffer.allocate(4), new Shape(4), DataType.UINT8))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
