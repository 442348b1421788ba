// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.Suggestions;
import io.espalier.pruning.method.PruningMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the cells of a sweep: one {@code grid}, or named {@code parts}, each a piece {@code {dense:
 * …, grid: …}} or a list of pieces; {@code only} selects parts.
 */
final class PartsReader {
  static final String PARTS = "parts";
  static final String ONLY = "only";

  private static final String PIECES = "{dense: …, grid: …} or a list of one or more of them";

  private final Mapping config;
  private final PieceReader pieces;
  private final Problems problems;

  /**
   * @param config the whole sweep
   */
  PartsReader(Mapping config, Problems problems) {
    this.config = config;
    this.pieces = new PieceReader(problems);
    this.problems = problems;
  }

  /**
   * The parts to run by name, in source order. Parts that {@code only} does not select are read and
   * checked too.
   */
  Map<String, GridReader.Result> read() {
    List<Choice<PruningMethod>> dense = pieces.dense(config);
    Entry grid = config.entries().get(PieceReader.GRID);
    Entry written = config.entries().get(PARTS);
    Map<String, GridReader.Result> parts = new LinkedHashMap<>();
    if (grid != null) {
      parts.put(PieceReader.GRID, pieces.grid(grid, dense));
    }
    if (written != null) {
      parts.putAll(parts(written.value(), dense));
    }
    if (grid != null && written != null) {
      problems.add(
          written.place(),
          "Invalid sweep: both parts and a grid at %s, must have one of the two"
              .formatted(grid.place()));
    } else if (grid == null && written == null) {
      problems.add(
          config.place(),
          "Invalid sweep: no grid, must have a grid with %s, or parts".formatted(Dimensions.NAMES));
    }
    return selected(parts);
  }

  private Map<String, GridReader.Result> parts(Located written, List<Choice<PruningMethod>> dense) {
    Map<String, GridReader.Result> parts = new LinkedHashMap<>();
    if (written instanceof Mapping mapping && !mapping.entries().isEmpty()) {
      mapping.entries().forEach((name, part) -> parts.put(name, part(name, part.value(), dense)));
    } else {
      problems.invalid(PARTS, written, "a mapping of one or more part names to " + PIECES);
    }
    return parts;
  }

  private GridReader.Result part(String name, Located part, List<Choice<PruningMethod>> dense) {
    if (part.each().isEmpty()) {
      problems.invalid("part " + name, part, PIECES);
    }
    GridReader.Result read = GridReader.Result.NONE;
    for (Located piece : part.each()) {
      if (piece instanceof Mapping mapping) {
        read = read.and(pieces.read(mapping, dense));
      } else {
        problems.invalid("part " + name, piece, PIECES);
      }
    }
    return read;
  }

  private Map<String, GridReader.Result> selected(Map<String, GridReader.Result> parts) {
    Entry only = config.entries().get(ONLY);
    if (only == null) {
      return parts;
    }
    if (!config.entries().containsKey(PARTS)) {
      problems.add(
          only.place(),
          "Cannot run only %s: the sweep has no parts, must have parts"
              .formatted(only.value().shown()));
      return parts;
    }
    if (only.value().each().isEmpty()) {
      problems.invalid(ONLY, only.value(), "the name of a part, or a list of one or more");
    }
    Map<String, GridReader.Result> left = new LinkedHashMap<>(parts);
    left.keySet().retainAll(only.value().each().stream().map(Located::plain).toList());
    if (!parts.isEmpty()) {
      only.value().each().forEach(name -> checkName(name, parts));
    }
    return left;
  }

  private void checkName(Located name, Map<String, GridReader.Result> parts) {
    if (!(name.plain() instanceof String text)) {
      problems.invalid(ONLY, name, "the name of a part, or a list of one or more");
    } else if (!parts.containsKey(text)) {
      problems.add(name.place(), Suggestions.unknown("part", text, parts.keySet()));
    }
  }
}
