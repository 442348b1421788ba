package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/** A kind of image-classification dataset, as a record of its settings. */
public interface ImageDataset extends Serializable {

  /** Whether the images lie somewhere ({@code data.<name>} in a sweep), or are made on the spot. */
  boolean needsLocation();

  /**
   * The format of the set as published, which is known before any image is read; empty where it is
   * the folder that decides.
   */
  default Optional<ImageFormat> published() {
    return Optional.empty();
  }

  /**
   * Reads, or makes, the whole set.
   *
   * @param location the folder that holds the set; ignored unless {@link #needsLocation}
   * @throws DataException when files are missing, cut short or hold a label out of range
   */
  ImageSet load(Storage storage, String location) throws IOException;
}
