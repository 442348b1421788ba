// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class NetworkBlocksTest {

  @Test
  void subsampling_keeps_every_stride_th_row_and_column() {
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int stride : new int[] {1, 2, 3}) {
        NDArray images = manager.randomNormal(new Shape(2, 3, 5, 8));

        NDArray seen = NetworkBlocks.subsampled(images, stride);

        NDArray expected = images.get(":, :, ::%1$s, ::%1$s".formatted(stride));
        assertThat(seen.getShape()).isEqualTo(expected.getShape());
        assertThat(seen.toFloatArray()).isEqualTo(expected.toFloatArray());
      }
    }
  }
}
