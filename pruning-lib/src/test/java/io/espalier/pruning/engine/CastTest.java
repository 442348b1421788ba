// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CastTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final Cast toBfloat16 = Cast.toBfloat16(manager);
  private final Cast toFloat32 = Cast.toFloat32(manager);

  @AfterEach
  void close() {
    JniUtils.setGradMode(false);
    manager.close();
  }

  /** Above 1 the values are 2⁻⁷ apart: 1 + 2⁻⁸ lies between two of them, and so does 1 + 3·2⁻⁸. */
  @Test
  void the_cast_rounds_to_nearest_and_ties_to_even() {
    float ulp = 0x1p-7f;
    float[] values = {1, 1 + ulp / 2, 1 + 0.51f * ulp, 1 + 1.5f * ulp, -3e38f, 1e-40f};

    assertThat(rounded(manager.create(values)))
        .containsExactly(1, 1, 1 + ulp, 1 + 2 * ulp, -0x1.c4p127f, 0x1.0p-133f);
    assertThat(rounded(manager.create(new double[] {1.0118}))).containsExactly(1.015625f);
  }

  /**
   * y = x̂², where x̂ is x rounded: its derivative 2x̂ is rounded to bfloat16 and returned as
   * float32. The loss multiplies y by 1 + 2⁻⁸, which rounding removes from the gradient too.
   */
  @Test
  void the_gradient_is_cast_back_to_float32() {
    NDArray x = manager.create(new float[] {1.01f, 3.14159f});
    x.setRequiresGradient(true);
    JniUtils.setGradMode(true);
    NDArray half = toBfloat16.of(x);
    NDArray loss = toFloat32.of(half.mul(half)).mul(1 + 0x1p-8f).sum();
    JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.create(1f), false, false);

    assertThat(x.getGradient().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(x.getGradient().toFloatArray()).containsExactly(2 * 1.0078125f, 2 * 3.140625f);
  }

  @Test
  void the_cast_keeps_the_memory_format() {
    NDArray image = manager.arange(24f).reshape(new Shape(1, 2, 3, 4)).transpose(0, 3, 1, 2);

    NDArray cast = toFloat32.of(toBfloat16.of(image));

    assertThat(cast.toFloatArray()).isEqualTo(image.toFloatArray());
    assertThat(cast.transpose(0, 2, 3, 1).reshape(-1).toFloatArray())
        .isEqualTo(manager.arange(24f).toFloatArray());
  }

  private float[] rounded(NDArray values) {
    return toFloat32.of(toBfloat16.of(values)).toFloatArray();
  }
}
