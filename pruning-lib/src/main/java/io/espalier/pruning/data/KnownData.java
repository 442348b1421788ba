// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.util.List;

/** Datasets by the names of files and folders in theirs, to say what a wrong folder holds. */
enum KnownData {
  CIFAR_10("the binary version of CIFAR-10", "data_batch_1.bin", ""),
  CIFAR_10_PYTHON(
      "the Python version of CIFAR-10", "data_batch_1 batches.meta", "cifar-10-binary.tar.gz"),
  CIFAR_10_MATLAB("the Matlab version of CIFAR-10", "data_batch_1.mat", "cifar-10-binary.tar.gz"),
  CIFAR_100("the binary version of CIFAR-100", "train.bin test.bin", ""),
  CIFAR_100_PYTHON("the Python version of CIFAR-100", "train test meta", "cifar-100-binary.tar.gz"),
  CIFAR_100_MATLAB(
      "the Matlab version of CIFAR-100", "train.mat test.mat", "cifar-100-binary.tar.gz"),
  TINY_IMAGENET("Tiny-ImageNet", "wnids.txt", ""),
  CLASS_FOLDERS("folders train and test or val", "train/ test/|train/ val/", "");

  private final String title;
  private final String names;
  private final String binary;

  /**
   * @param names all of these are in its folder, folders with a slash at the end; alternatives are
   *     separated by a bar
   * @param binary archive to download instead, which is read; empty for what is read
   */
  KnownData(String title, String names, String binary) {
    this.title = title;
    this.names = names;
    this.binary = binary;
  }

  String title() {
    return title;
  }

  /** What to do with a version that is not read; empty for one that is. */
  String remedy() {
    return binary.isEmpty()
        ? ""
        : ", which is not read; download %s from https://www.cs.toronto.edu/~kriz/cifar.html"
            .formatted(binary);
  }

  boolean isIn(Storage.Contents folder) {
    return List.of(names.split("\\|")).stream()
        .anyMatch(all -> List.of(all.split(" ")).stream().allMatch(name -> contains(folder, name)));
  }

  private static boolean contains(Storage.Contents folder, String name) {
    return name.endsWith("/")
        ? folder.folders().contains(name.substring(0, name.length() - 1))
        : folder.lengths().containsKey(name);
  }
}
