// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.SortedMap;

/**
 * The operations of a file system or object store that this library requires. Locations are
 * {@linkplain #isUri URIs} or plain paths; implementations define the supported schemes.
 */
public interface Storage {

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * The names (not whole locations) of the files directly in {@code folder}, sorted; empty when
   * there is no such folder.
   */
  List<String> list(String folder) throws IOException;

  /**
   * The names of the folders directly in {@code folder}, sorted; empty when there is no such
   * folder.
   */
  List<String> folders(String folder) throws IOException;

  /**
   * The lengths in bytes of the files directly in {@code folder}, by {@link #list their names};
   * empty when there is no such folder.
   */
  SortedMap<String, Long> lengths(String folder) throws IOException;

  /**
   * What is directly in a folder.
   *
   * @param lengths lengths in bytes of the files, by their names
   * @param folders names of the folders, sorted
   */
  record Contents(SortedMap<String, Long> lengths, List<String> folders) {
    /** Whether there is neither a file nor a folder. */
    public boolean isEmpty() {
      return lengths.isEmpty() && folders.isEmpty();
    }
  }

  /**
   * The files and folders directly in {@code folder}, by one request where the storage can; empty
   * when there is no such folder.
   */
  default Contents contents(String folder) throws IOException {
    return new Contents(lengths(folder), folders(folder));
  }

  /**
   * Opens a file from its start. The stream is buffered.
   *
   * @throws java.io.FileNotFoundException when there is no such file
   */
  InputStream open(String location) throws IOException;

  /**
   * Creates or replaces a file atomically: a reader sees the old file (or none) or the complete new
   * file, never a part. Creates missing folders.
   */
  void create(String location, Content content) throws IOException;

  /**
   * True when a location is a URI: it begins with a scheme, a colon and a slash, such as {@code
   * s3a://bucket/data} or {@code file:/data}. Any other location is a plain path, in which a colon
   * has no meaning: {@code runs/10:00}, {@code a:b}. The path {@code a:/b} is written {@code
   * ./a:/b}.
   */
  static boolean isUri(String location) {
    int colon = location.indexOf(":/");
    return colon > 0 && location.substring(0, colon).matches("[a-zA-Z][a-zA-Z0-9+.-]*");
  }

  /** {@code folder/name}, with exactly one slash between. */
  static String in(String folder, String name) {
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }
}
