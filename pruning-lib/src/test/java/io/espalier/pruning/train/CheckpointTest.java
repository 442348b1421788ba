// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir private Path folder;

  private final NDManager manager = NDManager.newBaseManager();
  private final LocalStorage storage = new LocalStorage();
  private String location;

  @BeforeEach
  void write() throws IOException {
    location = folder.resolve("state.safetensors").toString();
    NDArray weights = manager.create(new float[] {1.5f, -0f, Float.MIN_VALUE});
    NDArray progress = manager.create(new double[] {3, 0.1});
    Checkpoint.write(storage, location, Map.of("weights", weights, "progress", progress));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_checkpoint_is_read_back_bit_for_bit() throws IOException {
    Map<String, NDArray> read = Checkpoint.read(storage, location, manager);

    assertThat(read).containsOnlyKeys("weights", "progress");
    assertThat(read.get("weights").toFloatArray()).containsExactly(1.5f, -0f, Float.MIN_VALUE);
    assertThat(read.get("progress").toDoubleArray()).containsExactly(3, 0.1);
  }

  /** Checkpoints and tickets outlive the release that wrote them. */
  @Test
  void the_file_format_does_not_change() throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(Path.of(location))).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[(int) file.getLong()];
    file.get(header);

    assertThat(new String(header, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"progress\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]},"
                + "\"sha256\":{\"dtype\":\"U8\",\"shape\":[32],\"data_offsets\":[16,48]},"
                + "\"weights\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[48,60]}}");
    assertThat(file.getDouble()).isEqualTo(3);
    assertThat(file.getDouble()).isEqualTo(0.1);
    byte[] checksum = new byte[32];
    file.get(checksum);
    assertThat(HexFormat.of().formatHex(checksum))
        .isEqualTo("ade741a77f785f09443c819de0c3fc951f4f4228b0f5c75e741f3f71e6e9ffe2");
    assertThat(file.getFloat()).isEqualTo(1.5f);
    assertThat(file.position(file.position() + 2 * Float.BYTES).hasRemaining()).isFalse();
  }

  @Test
  void the_checksum_is_the_same_in_every_locale() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
    try (NDArray mask = manager.create(new byte[] {1, 0}).toType(DataType.UINT8, false)) {
      assertThat(DataType.UINT8.toString()).as("in Turkish").isEqualTo("u\u0131nt8");
      Checkpoint.write(storage, location, Map.of("mask", mask));
    } finally {
      Locale.setDefault(before);
    }

    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update("mask(2)uint8".getBytes(StandardCharsets.US_ASCII));
    digest.update(new byte[] {1, 0});
    assertThat(new String(Files.readAllBytes(Path.of(location)), StandardCharsets.ISO_8859_1))
        .contains(new String(digest.digest(), StandardCharsets.ISO_8859_1));
    assertThat(Checkpoint.read(storage, location, manager)).containsOnlyKeys("mask");
  }

  @Test
  void a_flipped_bit_anywhere_is_detected() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(location));
    for (int i = 8; i < whole.length; i += 7) {
      byte[] altered = whole.clone();
      altered[i] ^= 4;
      Files.write(Path.of(location), altered);

      assertThatThrownBy(() -> Checkpoint.read(storage, location, manager))
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot read " + location);
    }
  }

  @Test
  void a_truncated_file_is_detected() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(location));
    for (int length : new int[] {0, 5, 40, whole.length - 1}) {
      Files.write(Path.of(location), Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> Checkpoint.read(storage, location, manager))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot read " + location);
    }
  }

  @Test
  void restoring_writes_in_place() throws IOException {
    NDArray weights = manager.zeros(new Shape(3));
    NDArray view = weights.reshape(3, 1);

    Checkpoint.restore(
        Map.of("weights", manager.create(new float[] {1, 2, 3})), Map.of("weights", weights));

    assertThat(view.toFloatArray()).containsExactly(1, 2, 3);
  }

  @Test
  void a_checkpoint_of_another_run_is_refused() {
    Map<String, NDArray> saved = Map.of("weights", manager.create(new float[] {1, 2}));

    assertThatThrownBy(
            () ->
                Checkpoint.restore(saved, Map.of("weights", manager.create(new float[] {1, 2, 3}))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shape");
    assertThatThrownBy(
            () -> Checkpoint.restore(saved, Map.of("scores", manager.create(new float[] {1, 2}))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("scores");
  }
}
