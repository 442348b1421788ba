// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * CIFAR-10 (Krizhevsky, 2009), 32×32 colour images of ten classes, in its binary version: a folder
 * with {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin}. See {@link
 * CifarBinary}.
 *
 * @param limit number of training images to use, the same number of each class: the first ones of
 *     each class, in the order of the files. A multiple of 10; 0 uses all. The test set is not
 *     limited
 * @param holdout training images to test on instead of the test set
 */
public record Cifar10(int limit, Holdout holdout) implements ImageDataset {

  static final Cifar10 DEFAULTS = new Cifar10(0, Holdout.NONE);

  private static final int CLASSES = 10;
  private static final CifarBinary FILES =
      new CifarBinary(
          "CIFAR-10",
          KnownData.CIFAR_10,
          IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList(),
          List.of("test_batch.bin"),
          new LabelledFile.Layout(1, 0, CifarBinary.IMAGE),
          CLASSES,
          "batches.meta.txt");

  public Cifar10 {
    new Requirements()
        .that(
            limit >= 0 && limit % CLASSES == 0,
            "limit",
            limit,
            "a multiple of " + CLASSES + ", or 0 for all training images")
        .check();
  }

  @Override
  public boolean needsLocation() {
    return true;
  }

  @Override
  public Optional<ImageFormat> published() {
    return Optional.of(ImageFormat.square(CLASSES, CifarBinary.SIDE));
  }

  @Override
  public ImageSet load(Storage storage, String location) throws IOException {
    float[] mean = {0.4914f, 0.4822f, 0.4465f};
    float[] deviation = {0.2470f, 0.2435f, 0.2616f};
    return holdout.applied(FILES.load(storage, location, limit, mean, deviation));
  }
}
