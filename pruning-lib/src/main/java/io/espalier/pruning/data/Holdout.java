package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Training images set aside to test on: a run then trains on the others, and all that it reports of
 * a test set is of these. So settings can be tuned without a look at the test set; the final runs
 * are made with {@code validation} 0. Rows of the two kinds differ in their dataset's settings and
 * are never averaged together. In evaluation the images are not augmented.
 *
 * <p>Where a dataset's {@code limit} leaves out training images, these are shares of what is left.
 *
 * @param validation the share of the training images of each class that is set aside, rounded to
 *     whole images; 0 sets none aside and tests on the test set
 * @param splitSeed which images: independent of the seed of a run, so that all runs of a sweep are
 *     tested on the same ones
 */
public record Holdout(double validation, long splitSeed) implements Serializable {

  static final Holdout NONE = new Holdout(0, 0);

  public Holdout {
    new Requirements().fraction("validation", validation).check();
  }

  /**
   * The set to train and test on. Both parts keep the order of the training images.
   *
   * @throws DataException when a class would have no image left in one of the two parts
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
      int share = (int) Math.round(validation * size);
      if (share == 0 || share == size) {
        throw new DataException(
            ("Cannot hold out a share of %s of the training images of each class: "
                    + "of %d images of class %d that is %d, must be 1 to %d")
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
