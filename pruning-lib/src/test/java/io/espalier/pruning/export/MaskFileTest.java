// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Checkpoint;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskFileTest {
  private static final byte[] BITS = {0b1001, (byte) 0b1000_0010, 1};

  @TempDir private Path folder;

  @Test
  void the_packed_bits_equal_those_of_the_ticket() throws IOException {
    try (NDManager manager = NDManager.newBaseManager();
        NDArray mask = manager.create(ByteBuffer.wrap(BITS), new Shape(3), DataType.UINT8)) {
      Checkpoint.write(new LocalStorage(), file().location(), Map.of(MaskFile.TENSOR, mask));
    }

    assertThat(file().packed()).containsExactly(BITS);
  }

  @Test
  void the_mask_tensor_may_be_anywhere_in_the_data() throws IOException {
    write(
        "{\"sha256\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"mask\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[2,5]}}  ",
        new byte[] {7, 7, BITS[0], BITS[1], BITS[2]});

    assertThat(file().packed()).containsExactly(BITS);
  }

  @Test
  void a_missing_file_is_reported() {
    assertThatThrownBy(file()::packed).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void a_truncated_file_is_reported_at_any_length() throws IOException {
    write("{\"mask\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}", BITS);
    byte[] whole = Files.readAllBytes(path());

    for (int length : new int[] {0, 7, 8, 20, whole.length - 1}) {
      Files.write(path(), Arrays.copyOf(whole, length));

      assertThatThrownBy(file()::packed)
          .isInstanceOf(IOException.class)
          .hasMessage("Cannot read the mask %s: it is truncated", path());
    }
  }

  @Test
  void a_file_without_a_valid_mask_is_refused_with_the_reason() throws IOException {
    write("{\"weights\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[4]);
    assertRefused("it has no byte tensor mask");

    write("{\"mask\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[4]);
    assertRefused("it has no byte tensor mask");

    write("{\"mask\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,0]}}", new byte[4]);
    assertRefused("it has no byte tensor mask");

    write("{\"mask\":3}", new byte[4]);
    assertRefused("its header is not valid JSON");

    write("nonsense", new byte[4]);
    assertRefused("its header is not valid JSON");

    Files.write(path(), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 0});
    assertRefused("invalid header length of -1 bytes");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(file()::packed)
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read the mask %s: %s", path(), reason);
  }

  private void write(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + data.length);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).put(data);
    Files.write(path(), file.array());
  }

  private Path path() {
    return folder.resolve("mask.safetensors");
  }

  private MaskFile file() {
    return new MaskFile(new LocalStorage(), path().toString());
  }
}
