// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Image files in one folder per class, in a compact form, because there can be more than a million.
 *
 * @param folder folder that contains the folders of the classes
 * @param classes the names of these folders
 * @param labels for each image, its index into {@code classes}
 * @param names file names, without folders
 * @param lengths file lengths in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Listing(String folder, List<String> classes, int[] labels, String[] names, long[] lengths) {

  String location(int image) {
    return folder + "/" + name(image);
  }

  /** Class and file name. */
  String name(int image) {
    return classes.get(labels[image]) + "/" + names[image];
  }

  Listing select(int[] images) {
    int[] theirLabels = new int[images.length];
    String[] theirNames = new String[images.length];
    long[] theirLengths = new long[images.length];
    for (int i = 0; i < images.length; i++) {
      theirLabels[i] = labels[images[i]];
      theirNames[i] = names[images[i]];
      theirLengths[i] = lengths[images[i]];
    }
    return new Listing(folder, classes, theirLabels, theirNames, theirLengths);
  }

  /** Covers class, name and length of every file, but neither location nor content. */
  void digest(MessageDigest digest) {
    for (int i = 0; i < names.length; i++) {
      String line = classes.get(labels[i]) + "/" + names[i] + " " + lengths[i] + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
