package io.espalier.pruning.data;

/**
 * The images of one split, resident as bytes.
 *
 * @param pixels image after image, each in planes (channel, row, column), one unsigned byte a value
 * @param labels one class index an image, in [0, classes)
 */
@SuppressWarnings("ArrayRecordComponent") // tens of megabytes, shared read-only; never compared
public record Split(byte[] pixels, int[] labels) {

  /** The number of images. */
  public int size() {
    return labels.length;
  }
}
