// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.IOException;
import java.security.MessageDigest;

/** The images of a split: in memory, or in files that are read on demand. */
public sealed interface Split permits ResidentSplit, StreamedSplit {

  /** One class index per image, in [0, classes); shared, do not change it. */
  int[] labels();

  /** The number of images. */
  default int size() {
    return labels().length;
  }

  /**
   * The batches of this split.
   *
   * @param set dataset with the shape and the statistics
   */
  ImageBatches batches(ImageSet set);

  /** How its images are shown to a network in evaluation. */
  TestView view();

  /** The name of an image, unique in its split: its number, or its class and file. */
  String name(int image);

  /**
   * An image as a file that shows the same pixels when it is decoded: its own file, as it is, or an
   * uncompressed one of an image in memory.
   *
   * @param set dataset with the shape
   * @throws IOException when the file cannot be read
   */
  byte[] file(ImageSet set, int image) throws IOException;

  /** A split of these images, in this order. */
  Split select(int[] images);

  /** Updates a digest with the identity of this split. */
  void digest(MessageDigest digest);
}
