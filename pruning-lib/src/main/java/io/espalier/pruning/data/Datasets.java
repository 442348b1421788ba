// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Catalog.Entry;
import java.util.List;

/** The list of all datasets. */
public final class Datasets {
  private Datasets() {}

  /** All datasets, by the names used in sweeps. */
  public static final Catalog<ImageDataset> ALL =
      new Catalog<>(
          "dataset",
          List.of(
              new Entry<>("cifar10", 1, Cifar10.DEFAULTS),
              new Entry<>("cifar100", 1, Cifar100.DEFAULTS),
              new Entry<>("tiny-imagenet", 1, TinyImageNet.DEFAULTS),
              // 2: images with profiles, odd markers or lost bytes; empty files; more formats.
              new Entry<>("imagenet", 2, ImageNet.DEFAULTS),
              new Entry<>("image-folder", 2, ImageFolder.DEFAULTS),
              new Entry<>("shapes", 1, Shapes.DEFAULTS)));
}
