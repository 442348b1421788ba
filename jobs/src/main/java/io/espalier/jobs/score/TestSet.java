// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.data.DatasetCache;
import io.espalier.jobs.score.ImageSource.Image;
import io.espalier.jobs.score.ImageSource.Reader;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.Split;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The test images of a dataset, which a process loads once, as for a sweep. They are named {@code
 * cifar10/17}, or {@code image-folder/CLASS/FILE}.
 *
 * @param dataset the dataset with its settings
 * @param location its folder; empty when it is generated
 */
record TestSet(Choice<ImageDataset> dataset, String location) implements ImageSource.Reading {

  /**
   * Loads the images in this process.
   *
   * @throws IOException when they cannot be read
   */
  ImageSource images(HadoopStorage storage) throws IOException {
    Split test = DatasetCache.SHARED.get(dataset, location, storage).test();
    List<Image> images =
        IntStream.range(0, test.size())
            .mapToObj(
                i -> new Image(dataset.name() + "/" + test.name(i), null, test.labels()[i], i))
            .toList();
    return new ImageSource(images, this);
  }

  @Override
  public Reader reader(SerializableConfiguration configuration) throws IOException {
    ImageSet set =
        DatasetCache.SHARED.get(dataset, location, new HadoopStorage(configuration.value()));
    return image -> set.test().file(set, image.place());
  }
}
