package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
  void every_bit_comes_back() throws IOException {
    Map<String, NDArray> read = Checkpoint.read(storage, location, manager);

    assertThat(read).containsOnlyKeys("weights", "progress");
    assertThat(read.get("weights").toFloatArray()).containsExactly(1.5f, -0f, Float.MIN_VALUE);
    assertThat(read.get("progress").toDoubleArray()).containsExactly(3, 0.1);
  }

  @Test
  void a_flipped_bit_anywhere_is_noticed() throws IOException {
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
  void a_file_cut_short_is_noticed() throws IOException {
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
