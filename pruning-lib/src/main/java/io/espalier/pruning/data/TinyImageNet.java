// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.Optional;

/**
 * Tiny-ImageNet (Stanford's course CS231n, 2015), 64×64 colour images of 200 classes, as published:
 * {@code wnids.txt} (one class per line), {@code train/CLASS/images/*.JPEG}, {@code
 * val/images/*.JPEG} and {@code val/val_annotations.txt}. Tested on {@code val}, because its test
 * images have no labels. The images are decoded once and stay in memory, 12,288 bytes each. In
 * training they are cropped with a padding of 4 and mirrored like CIFAR, as in Tanaka et al. 2020
 * (SynFlow).
 *
 * <p>The classes are those of {@code wnids.txt}, numbered in its order: a shorter file defines a
 * smaller dataset of the same folder.
 *
 * @param limit number of training images to use, the same number of each class: the first ones of
 *     each class, by name. A multiple of the number of classes; 0 uses all. The test set is not
 *     limited
 * @param holdout training images to test on instead of {@code val}
 */
public record TinyImageNet(int limit, Holdout holdout) implements ImageDataset {

  static final TinyImageNet DEFAULTS = new TinyImageNet(0, Holdout.NONE);

  static final int SIDE = 64;

  private static final int CLASSES = 200;

  public TinyImageNet {
    new Requirements().atLeast(0, "limit", limit).check();
  }

  @Override
  public boolean needsLocation() {
    return true;
  }

  @Override
  public Optional<ImageFormat> published() {
    return Optional.of(ImageFormat.square(CLASSES, SIDE));
  }

  @Override
  public ImageSet load(Storage storage, String location) throws IOException {
    TinyImageNetFiles files = TinyImageNetFiles.list(storage, location, limit);
    return holdout.applied(
        new ImageSet(
            Pixels.CHANNELS,
            SIDE,
            SIDE,
            files.classes().size(),
            new float[] {0.4802f, 0.4481f, 0.3975f},
            new float[] {0.2770f, 0.2691f, 0.2821f},
            files.train().decoded(),
            files.test().decoded(),
            files.notes(),
            files.classes()));
  }
}
