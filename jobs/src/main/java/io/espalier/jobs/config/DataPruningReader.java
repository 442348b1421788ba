// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Mapping;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.method.DataPruning;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads parts of the training images: {@code {keep: [0.5, 0.25], score: el2n}}. Settings without an
 * effect are left out.
 */
final class DataPruningReader implements ItemReader<Choice<DataPruning>> {
  private static final String KEEP = "keep";

  private final Problems problems;

  DataPruningReader(Problems problems) {
    this.problems = problems;
  }

  @Override
  public List<Picked<Choice<DataPruning>>> read(Located item) {
    return written(item).stream()
        .map(chosen -> new Picked<>(chosen.place(), DataPruning.canonical(chosen.value())))
        .toList();
  }

  /** With the settings that have no effect. */
  private List<Picked<Choice<DataPruning>>> written(Located item) {
    if (!(item instanceof Mapping mapping) || mapping.entries().isEmpty()) {
      problems.invalid(Dimensions.DATA_PRUNING, item, "a mapping, as in {keep: 0.5, score: el2n}");
      return List.of();
    }
    return new ChoiceReader<>(Dimensions.DATA_PRUNING, DataPruning.ALL, problems)
        .read(Dimensions.DATA_PRUNING, item.place(), mapping.entries());
  }

  /**
   * Matches by the settings that are given, if all of them have an effect on the part; and a part
   * that is written as in the grid. All images are matched by {@code keep: 1} alone.
   */
  @Override
  public Predicate<Choice<DataPruning>> pattern(Located item) {
    List<Choice<DataPruning>> patterns = written(item).stream().map(Picked::value).toList();
    Set<String> given = item instanceof Mapping mapping ? mapping.entries().keySet() : Set.of();
    return part ->
        part.value().keepsAll()
            ? given.contains(KEEP) && patterns.stream().anyMatch(p -> p.value().keepsAll())
            : patterns.stream()
                .anyMatch(p -> DataPruning.canonical(p).equals(part) || agree(given, p, part));
  }

  private static boolean agree(
      Set<String> settings, Choice<DataPruning> wanted, Choice<DataPruning> found) {
    return found.value().effective().containsAll(settings)
        && settings.stream()
            .allMatch(name -> wanted.allSettings().get(name).equals(found.allSettings().get(name)));
  }
}
