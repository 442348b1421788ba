// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * CIFAR-100 (Krizhevsky, 2009), 32×32 colour images of a hundred classes in twenty superclasses, in
 * its binary version: a folder with {@code train.bin} and {@code test.bin}. See {@link
 * CifarBinary}.
 *
 * @param labels label that is the class of an image
 * @param limit number of training images to use, the same number of each class: the first ones of
 *     each class, in the order of the file. A multiple of the number of classes; 0 uses all. The
 *     test set is not limited
 * @param holdout training images to test on instead of the test set
 */
public record Cifar100(Labels labels, int limit, Holdout holdout) implements ImageDataset {

  static final Cifar100 DEFAULTS = new Cifar100(Labels.FINE, 0, Holdout.NONE);

  /** The two labels of a record. */
  public enum Labels {
    /** A hundred classes, the second byte of a record. */
    FINE(100, 1, "fine_label_names.txt"),
    /** Twenty superclasses, the first byte of a record. */
    COARSE(20, 0, "coarse_label_names.txt");

    private final int classes;
    private final int place;
    private final String names;

    Labels(int classes, int place, String names) {
      this.classes = classes;
      this.place = place;
      this.names = names;
    }
  }

  public Cifar100 {
    new Requirements()
        .that(
            limit >= 0 && limit % labels.classes == 0,
            "limit",
            limit,
            "a multiple of " + labels.classes + ", or 0 for all training images")
        .check();
  }

  @Override
  public boolean needsLocation() {
    return true;
  }

  @Override
  public Optional<ImageFormat> published() {
    return Optional.of(ImageFormat.square(labels.classes, CifarBinary.SIDE));
  }

  @Override
  public ImageSet load(Storage storage, String location) throws IOException {
    CifarBinary files =
        new CifarBinary(
            "CIFAR-100",
            KnownData.CIFAR_100,
            List.of("train.bin"),
            List.of("test.bin"),
            new LabelledFile.Layout(2, labels.place, CifarBinary.IMAGE),
            labels.classes,
            labels.names);
    float[] mean = {0.5071f, 0.4866f, 0.4409f};
    float[] deviation = {0.2673f, 0.2564f, 0.2762f};
    return holdout.applied(files.load(storage, location, limit, mean, deviation));
  }
}
