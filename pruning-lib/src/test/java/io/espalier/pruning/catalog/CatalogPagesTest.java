// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The documentation pages of methods, models and datasets have their names, settings and defaults.
 */
class CatalogPagesTest {
  private static final String LINKED = "\n| [`%1$s`](#%1$s) |";
  private static final String PLAIN = "\n| `%s` |";

  @TestFactory
  Stream<DynamicTest> each_method_has_its_settings_with_their_defaults() throws IOException {
    String page = page("methods");
    return tests(Methods.ALL, page, LINKED, name -> settings(page, name, "Common settings"));
  }

  @TestFactory
  Stream<DynamicTest> each_dataset_has_its_settings_with_their_defaults() throws IOException {
    String page = page("data");
    return tests(Datasets.ALL, page, LINKED, name -> settings(page, name, ""));
  }

  @TestFactory
  Stream<DynamicTest> each_model_has_the_settings_of_all() throws IOException {
    String page = page("models");
    return tests(
        Architectures.ALL, page, PLAIN, name -> ownSettings(section(page, "Listed models")));
  }

  @Test
  void each_structure_is_documented() throws IOException {
    String structures = section(page("methods"), "Structures");
    for (String structure : Granularity.KNOWN) {
      assertThat(structures).contains("\n| `" + structure + "`");
    }
  }

  /** A function from a name to its documented settings. */
  @FunctionalInterface
  private interface Documented {
    Map<String, String> of(String name);
  }

  /**
   * @param row format of the start of the row of a name in the overview table
   */
  private static Stream<DynamicTest> tests(
      Catalog<?> catalog, String page, String row, Documented settings) {
    return catalog.names().stream()
        .map(
            name ->
                dynamicTest(
                    name,
                    () -> {
                      assertThat(page).contains(row.formatted(name));
                      Map<String, String> expected = new HashMap<>();
                      catalog
                          .defaults(name)
                          .forEach((setting, value) -> expected.put(setting, plain(value)));
                      assertThat(settings.of(name)).isEqualTo(expected);
                    }));
  }

  /** The settings in the section of the name, and those in its row of a shared table. */
  private static Map<String, String> settings(String page, String name, String shared) {
    Map<String, String> settings = new HashMap<>(ownSettings(section(page, "`" + name + "`")));
    if (!shared.isEmpty()) {
      List<List<String>> rows = rows(section(page, shared));
      List<String> heading =
          rows.stream().filter(row -> row.get(0).equals("method")).findFirst().orElseThrow();
      List<String> own =
          rows.stream()
              .filter(row -> row.get(0).equals("`" + name + "`"))
              .findFirst()
              .orElseThrow();
      for (int i = 1; i < heading.size(); i++) {
        settings.put(heading.get(i).replace("`", ""), plain(own.get(i).replace("`", "")));
      }
    }
    return settings;
  }

  private static Map<String, String> ownSettings(String section) {
    Map<String, String> settings = new HashMap<>();
    boolean inTable = false;
    for (List<String> row : rows(section)) {
      if (row.get(0).equals("setting")) {
        inTable = true;
      } else if (inTable && row.get(0).startsWith("`")) {
        settings.put(row.get(0).replace("`", ""), plain(row.get(1).replace("`", "")));
      }
    }
    return settings;
  }

  private static String section(String page, String heading) {
    return Arrays.stream(page.split("(?m)^## "))
        .filter(part -> part.startsWith(heading + "\n"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No section " + heading));
  }

  private static List<List<String>> rows(String section) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : (Iterable<String>) section.lines()::iterator) {
      if (line.startsWith("|")) {
        rows.add(
            Arrays.stream(line.substring(1).replace("\\|", "¦").split("\\|"))
                .map(String::strip)
                .toList());
      }
    }
    return rows;
  }

  /** Converts numbers to one form: {@code 1e-4} becomes 1.0E-4, and 0 becomes 0.0. */
  private static String plain(Object value) {
    try {
      return String.valueOf(Double.parseDouble(String.valueOf(value)));
    } catch (NumberFormatException e) {
      return String.valueOf(value);
    }
  }

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("../docs/" + name + ".md"));
  }
}
