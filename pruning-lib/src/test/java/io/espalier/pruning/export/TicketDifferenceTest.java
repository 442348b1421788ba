// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.HostTensor;
import io.espalier.pruning.engine.Safetensors;
import io.espalier.pruning.export.TicketDifference.Values;
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
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-processor")
class TicketDifferenceTest {
  private static final byte[] MASK = {0b101, (byte) 0b1000_0000};
  private static final float[] WEIGHTS = {1, -2, 0, 0.5f};
  private static final float[] OTHER = {3};

  @TempDir private Path folder;

  @BeforeEach
  void writeOne() throws IOException {
    write("one", MASK, WEIGHTS, OTHER);
  }

  @Test
  void equal_tickets_differ_in_nothing() throws IOException {
    write("two", MASK, WEIGHTS, OTHER);

    TicketDifference difference = difference();

    assertThat(difference.isNone()).isTrue();
    assertThat(difference.maskBits()).isZero();
    assertThat(difference.values())
        .containsExactly(
            Map.entry("other", new Values(1, 0, 0)), Map.entry("weights", new Values(4, 0, 0)));
  }

  @Test
  void bits_of_masks_are_counted() throws IOException {
    write("two", new byte[] {0b110, 0}, WEIGHTS, OTHER);

    assertThat(difference().maskBits()).isEqualTo(3);
    assertThat(difference().isNone()).isFalse();
  }

  @Test
  void the_largest_difference_is_relative_to_the_largest_value() throws IOException {
    write("two", MASK, new float[] {1, -2.5f, 0, 0.25f}, OTHER);

    assertThat(difference().values().get("weights")).isEqualTo(new Values(4, 2, 0.5 / 2.5));
    assertThat(difference().isNone()).isFalse();
  }

  @Test
  void a_last_bit_is_a_difference() throws IOException {
    write("two", MASK, WEIGHTS, new float[] {Math.nextUp(3f)});

    Values other = difference().values().get("other");
    assertThat(other.different()).isEqualTo(1);
    assertThat(other.largest()).isCloseTo(Math.ulp(3f) / 3.0, within(1e-14));
  }

  @Test
  void minus_zero_differs_by_a_bit_and_by_no_amount() throws IOException {
    write("two", MASK, new float[] {1, -2, -0f, 0.5f}, OTHER);

    assertThat(difference().values().get("weights")).isEqualTo(new Values(4, 1, 0));
  }

  @Test
  void not_a_number_is_equal_to_itself_and_hides_no_difference() throws IOException {
    write("one", MASK, new float[] {Float.NaN, 1}, OTHER);
    write("two", MASK, new float[] {Float.NaN, 2}, OTHER);
    assertThat(difference().values().get("weights")).isEqualTo(new Values(2, 1, 0.5));

    write("two", MASK, new float[] {1, 1}, OTHER);
    assertThat(difference().values().get("weights")).isEqualTo(new Values(2, 1, Double.NaN));
  }

  @Test
  void tickets_of_other_networks_differ_in_all_that_one_of_them_lacks() throws IOException {
    write("two", new byte[] {0b101}, new float[] {1, -2}, OTHER);

    TicketDifference difference = difference();

    assertThat(difference.maskBits()).isEqualTo(16);
    assertThat(difference.values().get("weights")).isEqualTo(new Values(4, 2, 0));
  }

  @Test
  void a_missing_or_damaged_file_is_reported() throws IOException {
    assertThatThrownBy(this::difference).isInstanceOf(FileNotFoundException.class);

    write("two", MASK, WEIGHTS, OTHER);
    Path state = folder.resolve("two/state.safetensors");
    byte[] whole = Files.readAllBytes(state);
    for (int length : new int[] {0, 7, 20, whole.length - 1}) {
      Files.write(state, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::difference)
          .isInstanceOf(IOException.class)
          .hasMessage("Cannot read the state %s: it is damaged", state);
    }
  }

  private TicketDifference difference() throws IOException {
    return TicketDifference.between(
        new LocalStorage(), folder.resolve("one").toString(), folder.resolve("two").toString());
  }

  private void write(String ticket, byte[] mask, float[] weights, float[] other)
      throws IOException {
    Path ticketFolder = Files.createDirectories(folder.resolve(ticket));
    write(ticketFolder.resolve("mask.safetensors"), Map.of("mask", HostTensor.of(mask)));
    write(
        ticketFolder.resolve("state.safetensors"),
        Map.of("weights", tensor(weights), "other", tensor(other), "sha256", HostTensor.of(mask)));
  }

  private static void write(Path file, Map<String, HostTensor> tensors) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(new TreeMap<>(tensors), out);
    }
  }

  private static HostTensor tensor(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return new HostTensor(new Shape(values.length), DataType.FLOAT32, bytes);
  }
}
