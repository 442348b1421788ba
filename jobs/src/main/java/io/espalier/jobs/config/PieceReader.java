// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import java.util.List;

/** Reads a grid and the settings of its dense runs. */
final class PieceReader {
  static final String DENSE = "dense";
  static final String GRID = "grid";

  /** The keys of a piece. */
  static final List<String> KEYS = List.of(DENSE, GRID);

  private final Problems problems;

  PieceReader(Problems problems) {
    this.problems = problems;
  }

  /** The variants of dense runs under {@code dense}; the default one without this key. */
  List<Choice<PruningMethod>> dense(Mapping piece) {
    Mapping settings =
        Sections.optional(piece, DENSE, "a mapping of settings, as in {epochs: 100}", problems);
    return new ChoiceReader<>("method", Methods.ALL, problems)
        .read(Methods.DENSE, settings.place(), settings.entries()).stream()
            .map(Picked::value)
            .toList();
  }

  /**
   * A piece of a part, {@code {dense: …, grid: …}}.
   *
   * @param shared dense runs for a piece without its own
   */
  GridReader.Result read(Mapping piece, List<Choice<PruningMethod>> shared) {
    Keys.check("key", piece, KEYS, problems);
    List<Choice<PruningMethod>> dense = piece.entries().containsKey(DENSE) ? dense(piece) : shared;
    Entry grid = piece.entries().get(GRID);
    if (grid == null) {
      problems.add(
          piece.place(), "Invalid part: no grid, must have a grid with " + Dimensions.NAMES);
      return GridReader.Result.NONE;
    }
    return grid(grid, dense);
  }

  /**
   * @param grid the key {@code grid} with its value
   */
  GridReader.Result grid(Entry grid, List<Choice<PruningMethod>> dense) {
    if (grid.value() instanceof Mapping mapping) {
      return new GridReader(grid, mapping, problems).read(dense);
    }
    problems.invalid(GRID, grid.value(), "a mapping with " + Dimensions.NAMES);
    return GridReader.Result.NONE;
  }
}
