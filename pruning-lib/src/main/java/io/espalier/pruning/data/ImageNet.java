package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.Optional;

/**
 * ImageNet (ILSVRC 2012; Russakovsky et al. 2015), or some of its classes: a folder with {@code
 * train/CLASS/*.JPEG} and {@code val/CLASS/*.JPEG}. It is an {@link ImageFolder} with ImageNet's
 * own colours that is tested on {@code val}; its files are decoded as there, those few among them
 * that are grey, of four inks or in truth PNG too.
 *
 * @param size rows and columns that a network is shown
 * @param limit how many training images are used, as in {@link ImageFolder}
 * @param holdout training images to test on instead of {@code val}
 */
public record ImageNet(int size, int limit, Holdout holdout) implements ImageDataset {

  static final ImageNet DEFAULTS = new ImageNet(View.SHOWN, 0, Holdout.NONE);

  private static final int CLASSES = 1000;

  public ImageNet {
    new ImageFolder(size, limit, Normalisation.IMAGENET, holdout);
  }

  @Override
  public boolean needsLocation() {
    return true;
  }

  @Override
  public Optional<ImageFormat> published() {
    return Optional.of(ImageFormat.square(CLASSES, size));
  }

  @Override
  public ImageSet load(Storage storage, String location) throws IOException {
    return new ImageFolder(size, limit, Normalisation.IMAGENET, holdout)
        .load(new ClassFolders("ImageNet", storage, location), "val");
  }
}
