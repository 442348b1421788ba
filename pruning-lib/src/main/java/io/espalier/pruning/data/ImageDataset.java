// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/** A kind of image-classification dataset, as a record of its settings. */
public interface ImageDataset extends Serializable {

  /** Whether the images have a location ({@code data.<name>} in a sweep), or are generated. */
  boolean needsLocation();

  /**
   * The format of the published images, known before they are read; empty if the folder determines
   * it.
   */
  default Optional<ImageFormat> published() {
    return Optional.empty();
  }

  /**
   * How the test images of the dataset are shown to a network, as its loaded {@link Split} says.
   */
  default TestView testView() {
    return TestView.WHOLE;
  }

  /**
   * Reads or generates the dataset.
   *
   * @param location folder of the dataset; ignored unless {@link #needsLocation}
   * @throws DataException when files are missing, truncated or have a label out of range
   */
  ImageSet load(Storage storage, String location) throws IOException;
}
