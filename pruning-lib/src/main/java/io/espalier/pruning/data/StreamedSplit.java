// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ExecutorService;

/**
 * Images in files, decoded on demand.
 *
 * <p>An image that cannot be decoded is logged once per process, counted, and replaced by the next
 * image of its class in the order of the split, cyclically. Batches thus keep their sizes and
 * labels, and the same files yield the same bits. A file that cannot be <em>read</em> is an error,
 * because it may be intact.
 */
public final class StreamedSplit implements Split {
  private final Listing files;
  private final ImageDecoder decoder;

  StreamedSplit(Listing files, ImageDecoder decoder) {
    this.files = files;
    this.decoder = decoder;
  }

  @Override
  public int[] labels() {
    return files.labels();
  }

  @Override
  public ImageBatches batches(ImageSet set) {
    return new StreamedBatches(set, this);
  }

  /**
   * The batches of this split as decoded, before they are normalised.
   *
   * @param set dataset with the shape
   */
  public DecodedBatches decoded(ImageSet set) {
    return new DecodedBatches(set, this);
  }

  @Override
  public TestView view() {
    return TestView.CENTRE;
  }

  @Override
  public String name(int image) {
    return files.name(image);
  }

  @Override
  public byte[] file(ImageSet set, int image) throws IOException {
    return decoder.file(files.location(image));
  }

  @Override
  public StreamedSplit select(int[] images) {
    return new StreamedSplit(files.select(images), decoder);
  }

  /** Uses class, name and length of every file. */
  @Override
  public void digest(MessageDigest digest) {
    files.digest(digest);
  }

  /**
   * The locations of the images of this set, of both its splits, that could not be decoded so far
   * in this process, sorted.
   */
  public SortedSet<String> unreadable() {
    return decoder.unreadable();
  }

  ExecutorService threads() {
    return decoder.threads();
  }

  /**
   * An image as in evaluation, or the next one of its class that can be decoded.
   *
   * @param size rows and columns
   * @return planes (channel, row, column), one unsigned byte per value
   * @throws DataException when no image of its class can be decoded
   * @throws IOException when a file cannot be read
   */
  public byte[] planes(int index, int size) throws IOException {
    return decode(index, view().of(size));
  }

  /**
   * Decodes an image, or the next one of its class that can be decoded.
   *
   * @return one image in planes
   * @throws DataException when no image of its class can be decoded
   * @throws IOException when a file cannot be read
   */
  byte[] decode(int index, View view) throws IOException {
    int image = index;
    do {
      Optional<Pixels> pixels = decoder.decode(files.location(image), view);
      if (pixels.isPresent()) {
        return pixels.get().planes();
      }
      do {
        image = (image + 1) % size();
      } while (labels()[image] != labels()[index]);
    } while (image != index);
    String location = files.location(index);
    throw new DataException(
        "Cannot decode %s or any other image of its class: %s"
            .formatted(location, decoder.reason(location)));
  }
}
