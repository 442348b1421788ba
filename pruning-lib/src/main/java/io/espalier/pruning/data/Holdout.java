// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Training images held out for validation: a run trains on the other images, and reports its
 * results on the held-out images as test results. Use it to tune settings without the test set;
 * final runs use {@code validation} 0. Rows of the two kinds differ in the settings of the dataset
 * and are never averaged together. The images are not augmented in evaluation.
 *
 * <p>The share is taken after {@code limit} of the dataset is applied.
 *
 * @param validation share of the training images of each class to hold out, rounded to whole
 *     images; 0 holds out none and tests on the test set
 * @param splitSeed seed of the choice of images; independent of the seed of a run, so that all runs
 *     of a sweep use the same images
 */
public record Holdout(double validation, long splitSeed) implements Serializable {

  static final Holdout NONE = new Holdout(0, 0);

  public Holdout {
    new Requirements().fraction("validation", validation).check();
  }

  /**
   * The set to train and test on. Both parts keep the order of the training images.
   *
   * @throws DataException when a class has no image in one of the two parts
   */
  ImageSet applied(ImageSet set) throws DataException {
    if (validation == 0) {
      return set;
    }
    int[] labels = set.train().labels();
    BitSet chosen = new BitSet(labels.length);
    SplittableRandom random = new SplittableRandom(splitSeed);
    int[][] images = perClass(labels, set.classes());
    for (int label = 0; label < images.length; label++) {
      int size = images[label].length;
      if (size == 1) {
        throw new DataException(
            "Cannot hold out training images of each class: class %s has 1 image, must have at least 2"
                .formatted(label));
      }
      int share = (int) Math.round(validation * size);
      if (share == 0 || share == size) {
        throw new DataException(
            ("Cannot hold out a share of %s of the training images of each class: "
                    + "of %s images of class %s that is %s, must be 1 to %s")
                .formatted(validation, size, label, share, size - 1));
      }
      shuffle(images[label], random.split());
      for (int i = 0; i < share; i++) {
        chosen.set(images[label][i]);
      }
    }
    Split heldOut = set.train().select(chosen.stream().toArray());
    chosen.flip(0, labels.length);
    return set.with(set.train().select(chosen.stream().toArray()), heldOut);
  }

  private static int[][] perClass(int[] labels, int classes) {
    int[] sizes = new int[classes];
    for (int label : labels) {
      sizes[label]++;
    }
    int[][] images = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
    Arrays.fill(sizes, 0);
    for (int i = 0; i < labels.length; i++) {
      images[labels[i]][sizes[labels[i]]++] = i;
    }
    return images;
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
