// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.sweep.Cell;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.catalog.Suggestions;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageDataset;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.method.DataPruning;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.method.PruningMethod;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The dimensions of a grid, and a reader for each. */
record Dimensions(
    ItemReader<Choice<ImageDataset>> dataset,
    ItemReader<Choice<Architecture>> model,
    ItemReader<Precision> precision,
    ItemReader<Choice<DataPruning>> dataPruning,
    ItemReader<Granularity> structure,
    ItemReader<Choice<PruningMethod>> method,
    ItemReader<Sparsity> sparsity,
    ItemReader<Long> seed) {

  static final String DATASET = "dataset";
  static final String MODEL = "model";
  static final String PRECISION = "precision";
  static final String DATA_PRUNING = "data_pruning";
  static final String STRUCTURE = "structure";
  static final String METHOD = "method";
  static final String SPARSITY = "sparsity";
  static final String SEED = "seed";

  /** All dimensions; the last varies fastest in the order of cells. */
  static final List<String> NAMES =
      List.of(DATASET, MODEL, PRECISION, DATA_PRUNING, STRUCTURE, METHOD, SPARSITY, SEED);

  static Dimensions reporting(Problems problems) {
    return new Dimensions(
        new ChoiceReader<>(DATASET, Datasets.ALL, problems),
        new ChoiceReader<>(MODEL, Architectures.ALL, problems),
        item -> precision(item, problems),
        new DataPruningReader(problems),
        item -> structure(item, problems),
        new ChoiceReader<>(METHOD, Methods.ALL, problems),
        new SparsityReader(problems),
        item -> seed(item, problems));
  }

  /** Matches cells whose value in {@code dimension}, one of {@link #NAMES}, is {@code item}. */
  Predicate<Cell> pattern(String dimension, Located item) {
    return switch (dimension) {
      case DATASET -> on(Cell::dataset, dataset.pattern(item));
      case MODEL -> on(Cell::model, model.pattern(item));
      case PRECISION -> on(Cell::precision, precision.pattern(item));
      case DATA_PRUNING -> on(Cell::data, dataPruning.pattern(item));
      case STRUCTURE -> on(Cell::structure, structure.pattern(item));
      case METHOD -> on(Cell::method, method.pattern(item));
      case SPARSITY -> on(Cell::sparsity, sparsity.pattern(item));
      case SEED -> on(Cell::seed, seed.pattern(item));
      default -> throw new IllegalArgumentException(Suggestions.unknown("key", dimension, NAMES));
    };
  }

  private static <T> Predicate<Cell> on(Function<Cell, T> value, Predicate<T> pattern) {
    return cell -> pattern.test(value.apply(cell));
  }

  private static List<Picked<Precision>> precision(Located item, Problems problems) {
    Optional<Precision> named = Precision.named(String.valueOf(item.plain()));
    if (named.isEmpty()) {
      problems.invalid(PRECISION, item, String.join(" or ", Precision.KNOWN));
    }
    return named.map(precision -> new Picked<>(item.place(), precision)).stream().toList();
  }

  private static List<Picked<Granularity>> structure(Located item, Problems problems) {
    if (!(item.plain() instanceof String word)) {
      problems.invalid(STRUCTURE, item, String.join(" or ", Granularity.KNOWN));
      return List.of();
    }
    Optional<Granularity> named = Granularity.named(word);
    if (named.isEmpty()) {
      problems.add(item.place(), Suggestions.unknown(STRUCTURE, word, Granularity.KNOWN));
    }
    return named.map(structure -> new Picked<>(item.place(), structure)).stream().toList();
  }

  private static List<Picked<Long>> seed(Located item, Problems problems) {
    Object seed = item.plain();
    if (seed instanceof Integer || seed instanceof Long) {
      return List.of(new Picked<>(item.place(), ((Number) seed).longValue()));
    }
    problems.invalid(
        SEED, item, seed instanceof BigInteger ? "of at most 64 bits" : "a whole number");
    return List.of();
  }
}
