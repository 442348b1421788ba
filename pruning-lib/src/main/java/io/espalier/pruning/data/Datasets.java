package io.espalier.pruning.data;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Catalog.Entry;
import java.util.List;

/** The one list of datasets. */
public final class Datasets {
  private Datasets() {}

  /** All datasets, by the names users write. */
  public static final Catalog<ImageDataset> ALL =
      new Catalog<>(
          "dataset",
          List.of(
              new Entry<>("cifar10", 1, Cifar10.DEFAULTS),
              new Entry<>("shapes", 1, Shapes.DEFAULTS)));
}
