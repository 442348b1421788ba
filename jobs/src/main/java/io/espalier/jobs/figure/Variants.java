// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.figure;

import io.espalier.jobs.query.TableRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The names and styles of methods and their variants in a panel, in the order of rows. The name of
 * a variant has only the settings in which the variants of its method differ.
 */
final class Variants {
  private final Map<String, List<String>> variants = new LinkedHashMap<>();
  private final List<TableRow> rows;

  /** A method with its settings. */
  record Variant(String method, String variant) {}

  /**
   * @param rows with the columns {@code method} and {@code variant}
   */
  Variants(List<TableRow> rows) {
    this.rows = rows;
    rows.stream()
        .map(Variants::of)
        .distinct()
        .forEach(
            v -> variants.computeIfAbsent(v.method(), m -> new ArrayList<>()).add(v.variant()));
  }

  static Variant of(TableRow row) {
    return new Variant(row.text("method"), row.text("variant"));
  }

  /** One line for each variant. */
  List<Line> lines(Function<TableRow, Line.Point> point) {
    Map<Variant, List<TableRow>> byVariant =
        rows.stream()
            .collect(Collectors.groupingBy(Variants::of, LinkedHashMap::new, Collectors.toList()));
    return byVariant.entrySet().stream()
        .map(v -> new Line(label(v.getKey()), look(v.getKey()), points(v.getValue(), point)))
        .toList();
  }

  private static List<Line.Point> points(
      List<TableRow> rows, Function<TableRow, Line.Point> point) {
    return rows.stream().map(point).toList();
  }

  String label(Variant variant) {
    List<String> all = variants.get(variant.method());
    if (all.size() == 1) {
      return variant.method();
    }
    List<Set<String>> settings = all.stream().map(Variants::settings).toList();
    Set<String> shared = new LinkedHashSet<>(settings.get(0));
    settings.forEach(shared::retainAll);
    String own =
        settings(variant.variant()).stream()
            .filter(setting -> !shared.contains(setting))
            .collect(Collectors.joining(" "));
    return own.isEmpty() ? variant.method() : variant.method() + " " + own;
  }

  MethodStyle look(Variant variant) {
    return MethodStyle.of(
        variant.method(), variants.get(variant.method()).indexOf(variant.variant()));
  }

  private static Set<String> settings(String variant) {
    return new LinkedHashSet<>(
        Arrays.stream(variant.split(" ")).filter(s -> !s.isEmpty()).toList());
  }
}
