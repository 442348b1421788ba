package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;

/**
 * Any colour images in files: a folder with {@code train/CLASS/*} and {@code test/CLASS/*}, or
 * {@code val/CLASS/*} where there is no {@code test}; JPEG or PNG, of any size. They stay on disk
 * and are decoded while a network trains. See {@link View} for what it is shown of an image, {@link
 * StreamedSplit} for images that cannot be decoded.
 *
 * <p>A set is known by the names and lengths of its files: who changes what is in a file, and not
 * its length, gets the old results.
 *
 * @param size rows and columns that a network is shown
 * @param limit how many training images are used, the same number of each class: the first ones of
 *     each class, by name. A multiple of the number of classes; 0 uses all. The test set is always
 *     whole
 * @param normalisation of the colours
 * @param holdout training images to test on instead of the test set
 */
public record ImageFolder(int size, int limit, Normalisation normalisation, Holdout holdout)
    implements ImageDataset {

  /** Rows and columns; a batch of such images is gigabytes. */
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
  public ImageSet load(Storage storage, String location) throws IOException {
    String test = storage.folders(location).contains("test") ? "test" : "val";
    return load(new ClassFolders("images", storage, location), test);
  }

  ImageSet load(ClassFolders folders, String test) throws IOException {
    ClassFolders.Listings files = folders.list("train", test, limit);
    ImageDecoder decoder =
        new ImageDecoder(folders.storage(), Runtime.getRuntime().availableProcessors());
    return holdout.applied(set(files, decoder));
  }

  /**
   * @param decoder decides by how many threads images are decoded, and nothing else
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
        new StreamedSplit(files.test(), decoder));
  }
}
