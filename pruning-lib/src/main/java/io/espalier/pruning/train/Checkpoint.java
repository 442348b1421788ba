// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.HostTensor;
import io.espalier.pruning.engine.HostView;
import io.espalier.pruning.engine.Safetensors;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named vectors in a safetensors file, readable by any reader of that format, with a SHA-256 over
 * names and bytes in the tensor {@value #CHECKSUM}.
 */
public final class Checkpoint {
  private static final String CHECKSUM = "sha256";

  private Checkpoint() {}

  /**
   * Writes {@code vectors} atomically.
   *
   * @throws IllegalArgumentException when a vector has the name {@value #CHECKSUM}
   */
  public static void write(Storage storage, String location, Map<String, NDArray> vectors)
      throws IOException {
    write(storage, location, HostTensor.views(vectors));
  }

  /** Writes as above; can be called from any thread if {@code vectors} are copies. */
  static void write(Storage storage, String location, SortedMap<String, HostTensor> vectors)
      throws IOException {
    if (vectors.containsKey(CHECKSUM)) {
      throw new IllegalArgumentException(
          "Invalid vector name: " + CHECKSUM + ", is reserved for the checksum");
    }
    SortedMap<String, HostTensor> checked = new TreeMap<>(vectors);
    checked.put(CHECKSUM, HostTensor.of(digest(vectors)));
    storage.create(location, out -> Safetensors.write(checked, out));
  }

  /**
   * Reads all vectors.
   *
   * @param manager owns the result
   * @throws DamagedCheckpoint when the file is truncated or altered
   * @throws IOException when it is missing or cannot be read
   */
  public static Map<String, NDArray> read(Storage storage, String location, NDManager manager)
      throws IOException {
    Map<String, NDArray> vectors = new TreeMap<>();
    try (InputStream in = storage.open(location)) {
      NDList.decode(manager, in).forEach(vector -> vectors.put(vector.getName(), vector));
    } catch (RuntimeException e) { // any exception of the decoder for damaged bytes
      throw new DamagedCheckpoint(
          "Cannot read %s: not a valid safetensors file (%s)".formatted(location, e.getMessage()),
          e);
    }
    NDArray checksum = vectors.remove(CHECKSUM);
    if (checksum == null
        || !MessageDigest.isEqual(bytes(checksum), digest(HostTensor.views(vectors)))) {
      vectors.values().forEach(NDArray::close);
      throw new DamagedCheckpoint(
          "Cannot read %s: its content does not match its checksum".formatted(location));
    }
    checksum.close();
    return vectors;
  }

  /**
   * Writes the values of {@code saved} into the vectors of the same names, in place.
   *
   * @throws DamagedCheckpoint when a name is missing or a size differs, because the checkpoint
   *     belongs to another run; no vector is changed then
   */
  public static void restore(Map<String, NDArray> saved, Map<String, NDArray> vectors)
      throws DamagedCheckpoint {
    requireSameShapes(saved, vectors);
    for (Map.Entry<String, NDArray> vector : vectors.entrySet()) {
      HostView target = HostView.of(vector.getValue());
      try (HostCopy source = HostCopy.of(saved.get(vector.getKey()))) {
        target.floats().put(source.floats());
      }
      target.commit();
    }
  }

  private static void requireSameShapes(Map<String, NDArray> saved, Map<String, NDArray> vectors)
      throws DamagedCheckpoint {
    if (!saved.keySet().containsAll(vectors.keySet())) {
      throw new DamagedCheckpoint(
          "Cannot restore %s from a checkpoint of %s".formatted(vectors.keySet(), saved.keySet()));
    }
    for (Map.Entry<String, NDArray> vector : vectors.entrySet()) {
      Shape shape = saved.get(vector.getKey()).getShape();
      if (!shape.equals(vector.getValue().getShape())) {
        throw new DamagedCheckpoint(
            "Cannot restore %s of shape %s from a checkpoint with shape %s"
                .formatted(vector.getKey(), vector.getValue().getShape(), shape));
      }
    }
  }

  private static byte[] bytes(NDArray array) {
    byte[] bytes = new byte[(int) array.size()];
    try (HostCopy copy = HostCopy.of(array)) {
      copy.bytes().get(bytes);
    }
    return bytes;
  }

  private static byte[] digest(SortedMap<String, HostTensor> vectors) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      vectors.forEach(
          (name, vector) -> {
            // The text of a type depends on the locale: Turkish has no dot on the i of uint8.
            String type = vector.type().name().toLowerCase(Locale.ROOT);
            String header = name + vector.shape() + type;
            digest.update(header.getBytes(StandardCharsets.UTF_8));
            digest.update(vector.bytes().duplicate());
          });
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
