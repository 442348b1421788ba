// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.List;
import java.util.Optional;

/**
 * A file of records of equal length, each with label bytes and the bytes of an image.
 *
 * @param bytes the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LabelledFile(byte[] bytes, Layout layout) {

  /**
   * The layout of a record.
   *
   * @param labels number of label bytes before the image
   * @param label index of the label byte to use, from 0
   * @param imageSize bytes per image
   */
  record Layout(int labels, int label, int imageSize) {
    int recordSize() {
      return labels + imageSize;
    }
  }

  int size() {
    return bytes.length / layout.recordSize();
  }

  /** The label of a record, an unsigned byte. */
  int label(int record) {
    return bytes[record * layout.recordSize() + layout.label] & 0xFF;
  }

  /**
   * The problem of the file, if any, as the end of a sentence that starts with its name.
   *
   * @param published number of records of the published file
   */
  Optional<String> problem(int classes, int published) {
    if (bytes.length == 0) {
      return Optional.of("is empty");
    }
    if (bytes.length % layout.recordSize() != 0) {
      int whole = published * layout.recordSize();
      return Optional.of(
          "has %s bytes, %s %s than the published file (%s), must be a multiple of %s"
              .formatted(
                  bytes.length,
                  Math.abs(bytes.length - whole),
                  bytes.length < whole ? "fewer" : "more",
                  whole,
                  layout.recordSize()));
    }
    for (int i = 0; i < size(); i++) {
      if (label(i) >= classes) {
        return Optional.of(
            "has label %s in record %s of %s, must be 0 to %s"
                .formatted(label(i), i + 1, size(), classes - 1));
      }
    }
    return Optional.empty();
  }

  /** The number of images of each class. */
  static int[] perClass(List<LabelledFile> files, int classes) {
    int[] found = new int[classes];
    for (LabelledFile file : files) {
      for (int i = 0; i < file.size(); i++) {
        found[file.label(i)]++;
      }
    }
    return found;
  }

  /**
   * The first images of each class, in the order of the files.
   *
   * @param most maximum number of images per class
   * @param classes number of classes; every label is less
   */
  static ResidentSplit first(int most, List<LabelledFile> files, int classes) {
    int total = 0;
    for (int count : perClass(files, classes)) {
      total += Math.min(count, most);
    }
    int imageSize = files.get(0).layout.imageSize;
    ResidentSplit split =
        new ResidentSplit(new byte[Math.multiplyExact(total, imageSize)], new int[total]);
    int[] taken = new int[classes];
    int image = 0;
    for (LabelledFile file : files) {
      for (int i = 0; i < file.size(); i++) {
        int label = file.label(i);
        if (taken[label]++ < most) {
          int from = i * file.layout.recordSize() + file.layout.labels;
          System.arraycopy(file.bytes, from, split.pixels(), image * imageSize, imageSize);
          split.labels()[image++] = label;
        }
      }
    }
    return split;
  }
}
