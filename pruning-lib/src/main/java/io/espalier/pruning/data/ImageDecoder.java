// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and decodes the images of a streamed dataset. Both splits share it, so that all runs of a
 * process together use a limited number of threads.
 */
final class ImageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(ImageDecoder.class);

  private final Storage storage;
  private final ExecutorService threads;

  /** Reasons by locations. */
  private final ConcurrentSkipListMap<String, String> unreadable = new ConcurrentSkipListMap<>();

  /**
   * @param most maximum number of decode threads
   */
  ImageDecoder(Storage storage, int most) {
    this.storage = storage;
    this.threads = DecodeThreads.of(most);
  }

  ExecutorService threads() {
    return threads;
  }

  /**
   * Reads a file and decodes it.
   *
   * @return empty when the file can be read but not decoded; it is then {@link #unreadable}
   * @throws IOException when the file cannot be read
   */
  Optional<Pixels> decode(String location, View view) throws IOException {
    byte[] bytes = file(location);
    try (EncodedImage image = new EncodedImage(bytes)) {
      return Optional.of(view.of(image));
    } catch (IOException | RuntimeException e) { // any exception of a decoder for damaged bytes
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      if (unreadable.put(location, reason) == null) {
        LOG.warn(
            "Cannot decode {}: {}; using the next image of its class instead (images so far: {})",
            location,
            reason,
            unreadable.size());
      }
      return Optional.empty();
    }
  }

  /** Reads a file. */
  byte[] file(String location) throws IOException {
    try (InputStream in = storage.open(location)) {
      return in.readAllBytes();
    }
  }

  /** The locations of the images that could not be decoded so far, in this process. */
  SortedSet<String> unreadable() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(unreadable.keySet()));
  }

  /** Why an image could not be decoded. */
  String reason(String location) {
    return unreadable.get(location);
  }
}
