// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Images by their names, which tasks read.
 *
 * @param images all images
 * @param reading how tasks read them
 */
record ImageSource(List<Image> images, Reading reading) {

  /**
   * An image.
   *
   * @param file its name, the column {@code file} of its scores
   * @param label name or index of its class, as a user writes it; null if unknown
   * @param labelIndex index of its class; null if unknown
   * @param place number of the image, for {@link Reader}
   */
  record Image(String file, String label, Integer labelIndex, int place) implements Serializable {}

  /** Reads images in a task. */
  @FunctionalInterface
  interface Reading extends Serializable {
    /** A reader for one task. */
    Reader reader(SerializableConfiguration configuration) throws IOException;
  }

  /** Reads images, on several threads at once. */
  @FunctionalInterface
  interface Reader {
    /** The image file. */
    byte[] content(Image image) throws IOException;
  }

  ImageSource {
    images = List.copyOf(images);
  }
}
