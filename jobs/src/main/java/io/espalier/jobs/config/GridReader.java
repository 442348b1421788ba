// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.Dimensions.DATASET;
import static io.espalier.jobs.config.Dimensions.DATA_PRUNING;
import static io.espalier.jobs.config.Dimensions.METHOD;
import static io.espalier.jobs.config.Dimensions.MODEL;
import static io.espalier.jobs.config.Dimensions.PRECISION;
import static io.espalier.jobs.config.Dimensions.SEED;
import static io.espalier.jobs.config.Dimensions.SPARSITY;
import static io.espalier.jobs.config.Dimensions.STRUCTURE;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads {@code grid}: the product of its dimensions, zipped ones together, minus excluded cells.
 */
final class GridReader {
  private static final String ZIP = "zip";
  private static final String EXCLUDE = "exclude";
  private static final String DENSE = "dense";

  /** The keys of a grid. */
  static final List<String> KEYS =
      Stream.concat(Dimensions.NAMES.stream(), Stream.of(ZIP, EXCLUDE)).toList();

  private final Entry grid;
  private final Mapping written;
  private final Mapping zip;
  private final Map<String, Entry> given = new LinkedHashMap<>();
  private final Map<String, Integer> lengths = new LinkedHashMap<>();
  private final Dimensions dimensions;
  private final Problems problems;

  /**
   * @param grid the key {@code grid} with its mapping
   */
  GridReader(Entry grid, Mapping written, Problems problems) {
    this.grid = grid;
    this.written = written;
    this.zip = zip(written, problems);
    this.dimensions = Dimensions.reporting(problems);
    this.problems = problems;
  }

  /**
   * The content of a grid.
   *
   * @param datasets every dataset, with its place
   * @param cells distinct cells; empty when the grid has a problem
   */
  record Result(List<Picked<Choice<ImageDataset>>> datasets, List<Cell> cells) {
    static final Result NONE = new Result(List.of(), List.of());

    /** The union of this grid and {@code other}. */
    Result and(Result other) {
      return new Result(
          Stream.concat(datasets.stream(), other.datasets.stream()).toList(),
          Stream.concat(cells.stream(), other.cells.stream()).distinct().toList());
    }
  }

  /**
   * @param dense the variants of dense runs; empty if they have problems
   */
  Result read(List<Choice<PruningMethod>> dense) {
    int before = problems.size();
    gather();
    refuseDenseSettings();
    List<Picked<Choice<ImageDataset>>> datasets = values(DATASET, dimensions.dataset());
    List<Picked<Choice<Architecture>>> models = values(MODEL, dimensions.model());
    List<Picked<Precision>> precisions = values(PRECISION, dimensions.precision());
    List<Picked<Choice<DataPruning>>> parts = values(DATA_PRUNING, dimensions.dataPruning());
    List<Picked<Granularity>> structures = values(STRUCTURE, dimensions.structure());
    List<Picked<Choice<PruningMethod>>> methods = values(METHOD, dimensions.method());
    List<Picked<Sparsity>> sparsities = values(SPARSITY, dimensions.sparsity());
    List<Picked<Long>> seeds = values(SEED, dimensions.seed());
    require(DATASET, MODEL, METHOD, SEED);
    boolean patternsOnly =
        !structures.isEmpty()
            && structures.stream().allMatch(s -> s.value().ownSparsity().isPresent());
    if (!patternsOnly && !methods.stream().allMatch(method -> isDense(method.value()))) {
      require(SPARSITY);
    }
    List<Axis> axes = axes();
    axes.add(new Axis(List.of(DENSE), dense.size()));
    List<Exclusion> exclusions = exclusions();
    double all = Axis.combinations(axes);
    if (all > Axis.MAX_COMBINATIONS) {
      problems.add(grid.place(), "Invalid grid: " + Axis.tooMany(all, "cells"));
    }
    if (problems.size() > before || dense.isEmpty()) {
      return new Result(datasets, List.of());
    }
    Set<Cell> cells = new LinkedHashSet<>();
    for (Map<String, Integer> at : Axis.product(axes)) {
      Choice<PruningMethod> method = methods.get(at.get(METHOD)).value();
      Choice<PruningMethod> ofDense = dense.get(at.get(DENSE));
      boolean denseOnly = isDense(method);
      Granularity structure =
          denseOnly || !at.containsKey(STRUCTURE)
              ? new Unstructured()
              : structures.get(at.get(STRUCTURE)).value();
      Cell cell =
          new Cell(
              datasets.get(at.get(DATASET)).value(),
              models.get(at.get(MODEL)).value(),
              at.containsKey(PRECISION)
                  ? precisions.get(at.get(PRECISION)).value()
                  : Precision.FLOAT32,
              structure,
              ofDense,
              denseOnly ? ofDense : method,
              denseOnly
                  ? Sparsity.DENSE
                  : structure
                      .ownSparsity()
                      .orElseGet(() -> sparsities.get(at.get(SPARSITY)).value()),
              seeds.get(at.get(SEED)).value());
      cells.add(
          at.containsKey(DATA_PRUNING) ? cell.on(parts.get(at.get(DATA_PRUNING)).value()) : cell);
    }
    List<Cell> left = without(exclusions, List.copyOf(cells));
    refuseInvalidPairs(left);
    List<Cell> linked = problems.size() > before ? List.of() : linked(left);
    return new Result(datasets, problems.size() > before ? List.of() : linked);
  }

  private static Mapping zip(Mapping grid, Problems problems) {
    Entry zip = grid.entries().get(ZIP);
    if (zip != null && zip.value() instanceof Mapping mapping) {
      return mapping;
    }
    if (zip != null) {
      problems.invalid(ZIP, zip.value(), "a mapping of dimensions to lists of equal length");
    }
    return new Mapping(grid.place(), Map.of());
  }

  private void gather() {
    Keys.check("key", written, KEYS, problems);
    Keys.check("key", zip, Dimensions.NAMES, problems);
    for (String dimension : Dimensions.NAMES) {
      Entry plain = written.entries().get(dimension);
      Entry zipped = zip.entries().get(dimension);
      if (plain != null && zipped != null) {
        problems.add(
            zipped.place(),
            "Cannot zip %s: also in the grid at %s, must be in one of the two"
                .formatted(dimension, plain.place()));
      }
      if (plain != null || zipped != null) {
        given.put(dimension, plain == null ? zipped : plain);
      }
    }
  }

  /** All methods share the dense runs, so their settings are given in one place. */
  private void refuseDenseSettings() {
    if (!given.containsKey(METHOD)) {
      return;
    }
    for (Located item : given.get(METHOD).value().each()) {
      if (item instanceof Mapping mapping
          && mapping.entries().containsKey("name")
          && Methods.DENSE.equals(mapping.entries().get("name").value().plain())) {
        mapping
            .entries()
            .forEach(
                (setting, entry) -> {
                  if (!setting.equals("name")) {
                    problems.add(
                        entry.place(),
                        "Cannot set %s for dense in the grid: settings of dense runs must be under the key dense, beside grid"
                            .formatted(setting));
                  }
                });
      }
    }
  }

  private <T> List<Picked<T>> values(String dimension, ItemReader<T> reader) {
    if (!given.containsKey(dimension)) {
      return List.of();
    }
    Located items = given.get(dimension).value();
    if (items.each().isEmpty()) {
      problems.invalid(dimension, items, "a value or a list of one or more");
    }
    int before = problems.size();
    List<Picked<T>> values = new ArrayList<>();
    items.each().forEach(item -> values.addAll(reader.read(item)));
    if (problems.size() == before) {
      lengths.put(dimension, values.size());
    }
    return values;
  }

  private void require(String... names) {
    for (String name : names) {
      if (!given.containsKey(name)) {
        problems.add(
            grid.place(), "Invalid grid: %s is missing, must be a value or a list".formatted(name));
      }
    }
  }

  private List<Axis> axes() {
    List<Axis> axes = new ArrayList<>();
    List<String> zipped = new ArrayList<>(zip.entries().keySet());
    zipped.retainAll(lengths.keySet());
    zipped.removeAll(written.entries().keySet());
    if (!zipped.isEmpty()) {
      String first = zipped.get(0);
      int length = lengths.get(first);
      for (String dimension : zipped) {
        if (lengths.get(dimension) != length) {
          problems.add(
              zip.entries().get(dimension).value().place(),
              "Invalid zip.%s: %s values, must be %s like zip.%s"
                  .formatted(dimension, lengths.get(dimension), length, first));
        }
      }
      axes.add(new Axis(zipped, length));
    }
    for (String dimension : Dimensions.NAMES) {
      if (lengths.containsKey(dimension) && !zipped.contains(dimension)) {
        axes.add(new Axis(List.of(dimension), lengths.get(dimension)));
      }
    }
    return axes;
  }

  private List<Exclusion> exclusions() {
    Entry exclude = written.entries().get(EXCLUDE);
    return exclude == null ? List.of() : Exclusion.read(exclude.value(), dimensions, problems);
  }

  private List<Cell> without(List<Exclusion> exclusions, List<Cell> cells) {
    List<Cell> left = new ArrayList<>(cells);
    for (Exclusion exclusion : exclusions) {
      if (cells.stream().noneMatch(exclusion.matches())) {
        problems.invalid(
            "exclude", exclusion.written(), "a pattern that matches a cell of the grid");
      }
      left.removeIf(exclusion.matches());
    }
    if (left.isEmpty()) {
      problems.add(
          written.entries().get(EXCLUDE).place(),
          "Invalid grid: exclude removes all of its %s cells, must leave one or more"
              .formatted(cells.size()));
    }
    return left;
  }

  private void refuseInvalidPairs(List<Cell> cells) {
    Set<String> reported = new LinkedHashSet<>();
    for (Cell cell : cells) {
      String method = cell.method().name();
      cell.method()
          .value()
          .refuses(cell.structure())
          .filter(reason -> reported.add(method + cell.structure()))
          .ifPresent(
              reason ->
                  problems.add(
                      given.get(METHOD).value().place(),
                      "Cannot prune %s with %s: %s; exclude the pair, as in exclude: {method: %s, structure: \"%s\"}"
                          .formatted(cell.structure(), method, reason, method, cell.structure())));
      Stream.of(cell.dense(), cell.method())
          .filter(trained -> cell.data().value().changes() && hasTrajectory(trained))
          .filter(trained -> reported.add(cell.data() + " " + trained.name()))
          .forEach(
              trained ->
                  problems.add(
                      given.get(DATA_PRUNING).value().place(),
                      "Cannot train %s with saf on other images in each epoch (score: seta): it needs the outputs of an image some epochs ago; set saf: 0, or use another score"
                          .formatted(trained.name())));
      cell.structure()
          .refuses(cell.sparsity())
          .filter(reason -> reported.add(cell.structure() + " " + cell.sparsity()))
          .ifPresent(
              reason ->
                  problems.add(
                      given.get(SPARSITY).value().place(),
                      "Cannot prune %s of the weights as %s: %s; exclude the pair, as in exclude: {sparsity: %s, structure: \"%s\"}"
                          .formatted(
                              cell.sparsity(),
                              cell.structure(),
                              reason,
                              cell.sparsity().share(),
                              cell.structure())));
    }
  }

  /** Whether a method compares outputs with those of earlier epochs. */
  private static boolean hasTrajectory(Choice<PruningMethod> method) {
    return method.allSettings().get("saf") instanceof Double weight && weight > 0;
  }

  /** Finds the cell whose mask another one starts from: of the same grid, but for the method. */
  private List<Cell> linked(List<Cell> cells) {
    Set<String> reported = new LinkedHashSet<>();
    List<Cell> linked = new ArrayList<>();
    for (Cell cell : cells) {
      Optional<String> name = cell.method().value().otherMethod();
      if (name.isEmpty()) {
        linked.add(cell);
        continue;
      }
      List<Choice<PruningMethod>> found =
          cells.stream()
              .filter(cell::differsInMethodOnly)
              .map(Cell::method)
              .filter(method -> method.name().equals(name.get()))
              .toList();
      if (found.size() == 1) {
        linked.add(cell.like(found.get(0)));
      } else if (reported.add(cell.method() + name.get())) {
        problems.add(
            given.get(METHOD).value().place(),
            "Cannot take the mask of %s for %s: the grid has %s at %s %s, must have one"
                .formatted(
                    name.get(),
                    cell.method(),
                    found.isEmpty() ? "none" : found,
                    cell.structure(),
                    cell.sparsity()));
      }
    }
    return linked;
  }

  private static boolean isDense(Choice<PruningMethod> method) {
    return method.name().equals(Methods.DENSE);
  }
}
