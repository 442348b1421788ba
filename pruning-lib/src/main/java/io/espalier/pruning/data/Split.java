package io.espalier.pruning.data;

import java.security.MessageDigest;

/** The images of one split: in memory, or in files that are read as they are wanted. */
public sealed interface Split permits ResidentSplit, StreamedSplit {

  /** One class index an image, in [0, classes); shared, never to be changed. */
  int[] labels();

  /** The number of images. */
  default int size() {
    return labels().length;
  }

  /**
   * The batches of this split.
   *
   * @param set gives the shape and the statistics
   */
  ImageBatches batches(ImageSet set);

  /** A split of some of the images, in the order in which they are named. */
  Split select(int[] images);

  /** Adds what tells this split from another to a digest. */
  void digest(MessageDigest digest);
}
