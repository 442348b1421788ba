// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.io.PositionOutputStream;
import org.junit.jupiter.api.Test;

class StreamOutputFileTest {

  @Test
  void the_position_counts_every_byte_written() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PositionOutputStream out = new StreamOutputFile(bytes).create(0);

    out.write(1);
    out.write(new byte[] {2, 3, 4, 5}, 1, 2);
    out.write(new byte[] {6, 7});

    assertThat(out.getPos()).isEqualTo(5);
    assertThat(bytes.toByteArray()).containsExactly(1, 3, 4, 6, 7);
  }
}
