// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;

/**
 * Colour images in files: a folder with {@code train/CLASS/*} and {@code test/CLASS/*}, or {@code
 * val/CLASS/*} if there is no {@code test}; in any {@link FileFormat}, of any size up to
 * 100,000,000 pixels and 65,535 a side. They stay on disk and are decoded during training. See
 * {@link View} for the part of an image that a network receives, and {@link StreamedSplit} for
 * images that cannot be decoded.
 *
 * <p>The fingerprint covers names and lengths of files: changing the content of a file without its
 * length reuses old results.
 *
 * @param size rows and columns of the images that a network receives
 * @param limit number of training images to use, the same number of each class: the first ones of
 *     each class, by name. A multiple of the number of classes; 0 uses all. The test set is not
 *     limited
 * @param normalisation normalisation of colours
 * @param holdout training images to test on instead of the test set
 */
public record ImageFolder(int size, int limit, Normalisation normalisation, Holdout holdout)
    implements ImageDataset {

  /** Maximum number of rows and columns; a batch of such images takes gigabytes. */
  private static final int LARGEST = 4096;

  static final ImageFolder DEFAULTS =
      new ImageFolder(View.SHOWN, 0, Normalisation.IMAGENET, Holdout.NONE);

  public ImageFolder {
    new Requirements()
        .that(size >= 1 && size <= LARGEST, "size", size, "1 to " + LARGEST)
        .atLeast(0, "limit", limit)
        .check();
  }

  @Override
  public boolean needsLocation() {
    return true;
  }

  @Override
  public TestView testView() {
    return TestView.CENTRE;
  }

  @Override
  public ImageSet load(Storage storage, String location) throws IOException {
    String test = new VisibleFiles(storage).folders(location).contains("test") ? "test" : "val";
    return load(new ClassFolders("images", storage, location), test);
  }

  ImageSet load(ClassFolders folders, String test) throws IOException {
    ClassFolders.Listings files = folders.list("train", test, limit);
    ImageDecoder decoder =
        new ImageDecoder(folders.storage(), Runtime.getRuntime().availableProcessors());
    return holdout.applied(set(files, decoder));
  }

  /**
   * @param decoder decoder to use; affects only the number of threads
   */
  ImageSet set(ClassFolders.Listings files, ImageDecoder decoder) {
    return new ImageSet(
        Pixels.CHANNELS,
        size,
        size,
        files.train().classes().size(),
        normalisation.mean(),
        normalisation.deviation(),
        new StreamedSplit(files.train(), decoder),
        new StreamedSplit(files.test(), decoder),
        files.notes(),
        files.train().classes());
  }
}
