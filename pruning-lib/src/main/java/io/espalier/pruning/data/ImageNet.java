// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.Optional;

/**
 * ImageNet (ILSVRC 2012; Russakovsky et al. 2015), or some of its classes: a folder with {@code
 * train/CLASS/*.JPEG} and {@code val/CLASS/*.JPEG}. An {@link ImageFolder} with the normalisation
 * of ImageNet, tested on {@code val}; also decodes the few files that are grey, CMYK or actually
 * PNG.
 *
 * @param size rows and columns of the images that a network receives
 * @param limit number of training images to use, as in {@link ImageFolder}
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
  public TestView testView() {
    return TestView.CENTRE;
  }

  @Override
  public ImageSet load(Storage storage, String location) throws IOException {
    return new ImageFolder(size, limit, Normalisation.IMAGENET, holdout)
        .load(new ClassFolders("ImageNet", storage, location), "val");
  }
}
