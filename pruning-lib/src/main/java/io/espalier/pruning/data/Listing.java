// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Image files in one folder per class, in a compact form, because there can be more than a million.
 *
 * @param folder holds the folders of the classes
 * @param classes the names of these folders
 * @param labels of each image, its index into {@code classes}
 * @param names of the files, without their folders
 * @param lengths of the files, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Listing(String folder, List<String> classes, int[] labels, String[] names, long[] lengths) {

  String location(int image) {
    return folder + "/" + classes.get(labels[image]) + "/" + names[image];
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

  /** Class, name and length of every file: neither where they lie nor what is in them. */
  void digest(MessageDigest digest) {
    for (int i = 0; i < names.length; i++) {
      String line = classes.get(labels[i]) + "/" + names[i] + " " + lengths[i] + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
  }
}
