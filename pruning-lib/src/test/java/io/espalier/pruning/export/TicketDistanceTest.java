// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.HostTensor;
import io.espalier.pruning.engine.Safetensors;
import io.espalier.pruning.storage.LocalStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-processor")
class TicketDistanceTest {
  private static final byte[] FIRST_TWO = {0b11};

  @TempDir private Path folder;

  /** (3, 4) − (4, −3) = (−1, 7), of length √50; both have length 5, and their product is 0. */
  @Test
  void distance_and_angle_are_those_of_the_weights_that_the_mask_keeps() throws IOException {
    write("ticket", 4, -3, 0, 0);
    write("dense", 3, 4, 9, -9);

    assertIs(distance(FIRST_TWO), Math.sqrt(50), Math.sqrt(2), 90);
  }

  @Test
  void weights_that_only_grow_have_no_angle_and_weights_that_change_sign_have_180_degrees()
      throws IOException {
    write("dense", 3, 4);
    write("ticket", 6, 8);
    assertIs(distance(FIRST_TWO), 5, 1, 0);

    write("ticket", -6, -8);
    assertIs(distance(FIRST_TWO), 15, 3, 180);

    write("ticket", 3, 4);
    assertIs(distance(FIRST_TWO), 0, 0, 0);
  }

  /** (1, 2⁻²⁰) is tan⁻¹ 2⁻²⁰ from (1, 0), an angle whose cosine is 1 − 5·10⁻¹³. */
  @Test
  void a_small_angle_keeps_its_digits() throws IOException {
    float small = 0x1p-20f;
    write("dense", 1, 0);
    write("ticket", 1, small);

    assertThat(distance(FIRST_TWO).orElseThrow().degrees())
        .isCloseTo(Math.toDegrees(Math.atan(small)), within(1e-18));
  }

  /** Of 40,000 weights, each third is kept: 13,334 of them. All go from 1 to 3. */
  @Test
  void networks_of_more_weights_than_are_read_at_a_time_are_read_to_their_end() throws IOException {
    float[] dense = new float[40_000];
    float[] ticket = new float[40_000];
    byte[] mask = new byte[5_000];
    for (int i = 0; i < dense.length; i++) {
      boolean kept = i % 3 == 0;
      dense[i] = kept ? 1 : 100;
      ticket[i] = kept ? 3 : 0;
      mask[i / 8] |= (byte) (kept ? 1 << (i % 8) : 0);
    }
    write("dense", dense);
    write("ticket", ticket);

    assertIs(distance(mask), 2 * Math.sqrt(13_334), 2, 0);
  }

  @Test
  void networks_of_different_sizes_and_vectors_without_an_angle_have_no_distance()
      throws IOException {
    write("dense", 3, 4);
    write("ticket", 3, 4, 5);
    assertThat(distance(FIRST_TWO)).as("other network").isEmpty();

    write("ticket", 3, 5);
    assertThat(distance(new byte[] {0b11, 0})).as("other mask").isEmpty();
    assertThat(distance(new byte[1])).as("nothing kept").isEmpty();

    write("ticket", 0, 0);
    assertThat(distance(FIRST_TWO)).as("ticket of zeros").isEmpty();

    write("ticket", 3, Float.NaN);
    assertThat(distance(FIRST_TWO)).as("not a number").isEmpty();

    write("ticket", 3, Float.POSITIVE_INFINITY);
    assertThat(distance(FIRST_TWO)).as("infinite").isEmpty();

    write("dense", 0, 0);
    write("ticket", 3, 5);
    assertThat(distance(FIRST_TWO)).as("dense zeros").isEmpty();
  }

  @Test
  void a_missing_or_damaged_state_is_reported() throws IOException {
    write("dense", 3, 4);
    assertThatThrownBy(() -> distance(FIRST_TWO)).isInstanceOf(FileNotFoundException.class);

    write("ticket", 3, 5);
    Path state = folder.resolve("ticket/state.safetensors");
    byte[] whole = Files.readAllBytes(state);
    for (int length : new int[] {0, 7, 20, whole.length - 1}) {
      Files.write(state, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> distance(FIRST_TWO))
          .isInstanceOf(IOException.class)
          .hasMessage("Cannot read the state %s: it is truncated", state);
    }
  }

  private static void assertIs(
      Optional<TicketDistance> found, double distance, double relative, double degrees) {
    assertThat(found.orElseThrow().distance()).isCloseTo(distance, within(1e-12));
    assertThat(found.orElseThrow().relative()).isCloseTo(relative, within(1e-12));
    assertThat(found.orElseThrow().degrees()).isCloseTo(degrees, within(1e-12));
  }

  private Optional<TicketDistance> distance(byte[] mask) throws IOException {
    return TicketDistance.between(
        new LocalStorage(),
        folder.resolve("ticket").toString(),
        folder.resolve("dense").toString(),
        mask);
  }

  /** Writes a state, in which {@code other} is before the weights. */
  private void write(String ticket, float... weights) throws IOException {
    Path file = Files.createDirectories(folder.resolve(ticket)).resolve("state.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(
          new TreeMap<>(Map.of("weights", tensor(weights), "other", tensor(1, 2, 3))), out);
    }
  }

  private static HostTensor tensor(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return new HostTensor(new Shape(values.length), DataType.FLOAT32, bytes);
  }
}
