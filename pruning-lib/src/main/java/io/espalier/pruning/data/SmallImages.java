// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * Image files of equal size, to decode into memory.
 *
 * @param side required rows and columns
 * @param locations locations of the files
 * @param labels one class index per file
 */
record SmallImages(Storage storage, int side, List<String> locations, List<Integer> labels) {
  private static final int WINDOW = 256;

  /** The result of decoding a file: its pixels in planes, or the problem. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Decoded(byte[] planes, String problem) {}

  static SmallImages none(Storage storage, int side) {
    return new SmallImages(storage, side, new ArrayList<>(), new ArrayList<>());
  }

  void add(String location, int label) {
    locations.add(location);
    labels.add(label);
  }

  /**
   * Decodes all files, on all processors.
   *
   * @throws DataException with the first few of those that are damaged or of another size
   */
  ResidentSplit decoded() throws IOException {
    int imageSize = Pixels.CHANNELS * side * side;
    byte[] pixels = new byte[Math.multiplyExact(imageSize, locations.size())];
    List<String> problems = new ArrayList<>();
    ExecutorService threads = DecodeThreads.of(Runtime.getRuntime().availableProcessors());
    try (Ahead<Decoded> images =
        new Ahead<>(threads, WINDOW, 0, locations.size(), i -> () -> decode(locations.get(i)))) {
      for (int i = 0; i < locations.size(); i++) {
        Decoded image = images.take();
        if (image.problem().isEmpty()) {
          System.arraycopy(image.planes(), 0, pixels, i * imageSize, imageSize);
        } else {
          problems.add("%s: %s".formatted(locations.get(i), image.problem()));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      threads.shutdownNow();
    }
    if (!problems.isEmpty()) {
      throw new DataException("Cannot decode " + ClassFolders.named(problems));
    }
    return new ResidentSplit(pixels, labels.stream().mapToInt(Integer::intValue).toArray());
  }

  private Decoded decode(String location) throws IOException {
    byte[] bytes;
    try (InputStream in = storage.open(location)) {
      bytes = in.readAllBytes();
    }
    try (EncodedImage image = new EncodedImage(bytes)) {
      int width = image.width();
      int height = image.height();
      return width == side && height == side
          ? new Decoded(image.read(Crop.whole(side, side)).planes(), "")
          : new Decoded(
              new byte[0], "%sx%s pixels, must be %sx%s".formatted(width, height, side, side));
    } catch (IOException | RuntimeException e) { // any exception of a decoder for damaged bytes
      return new Decoded(new byte[0], e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }
}
