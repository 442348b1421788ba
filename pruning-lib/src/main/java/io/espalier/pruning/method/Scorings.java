// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Catalog.Entry;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.util.List;

/** All runs that score images, by the names of scores; they are no methods of a grid. */
public final class Scorings {
  private static final Recipe RECIPE = new Recipe(20, 128, 0.1, Schedule.CONSTANT, 0.9, 5e-4);

  /** The runs, by their names in {@code data_pruning}. */
  public static final Catalog<PruningMethod> ALL =
      new Catalog<>(
          "score of images",
          List.of(
              new Entry<>("el2n", 1, new El2n(RECIPE, 10)),
              new Entry<>("forgetting", 1, new Forgetting(RECIPE, 10)),
              new Entry<>("prototypes", 1, new Prototypes(RECIPE, 10)),
              new Entry<>("concept", 1, new Concept(RECIPE, 10))));

  private Scorings() {}
}
