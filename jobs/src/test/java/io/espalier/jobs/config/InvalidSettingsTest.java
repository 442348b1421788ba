// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every method, model and dataset and every setting of each, with every kind of invalid value of
 * its type. The names and settings come from the catalogs, so that new ones are tested without a
 * change here.
 */
class InvalidSettingsTest {
  private static final List<String> OF_NO_TYPE =
      List.of("~", "", "'1'", "' '", "{a: 1}", "[]", "[[1]]", "nonesuch", "0x10", "1_000");
  private static final List<String> NO_NUMBERS = List.of("true", ".nan", "NaN", ".inf", "Infinity");

  /** A catalog and its dimension in the grid. */
  private record Listed(String dimension, Catalog<?> catalog) {}

  private static final List<Listed> LISTS =
      List.of(
          new Listed(Dimensions.METHOD, Methods.ALL),
          new Listed(Dimensions.MODEL, Architectures.ALL),
          new Listed(Dimensions.DATASET, Datasets.ALL));

  @TestFactory
  Stream<DynamicTest> a_setting_of_the_wrong_type_or_out_of_range_is_reported_at_its_place() {
    return settings(
        (list, member, setting, standard) -> {
          for (String value : wrong(standard)) {
            String place = place(list, member, setting, value);
            assertThat(told(list, member, setting + ": " + value))
                .as(setting + ": " + value)
                .allMatch(problem -> problem.matches("\\S+: Invalid [\\w.]+: .+, must be \\S.*"))
                .anyMatch(problem -> problem.startsWith(place + ": Invalid " + setting + ": "));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> a_misspelled_setting_is_reported_with_the_correct_name() {
    return settings(
        (list, member, setting, standard) -> {
          for (String typo : List.of(setting + "x", setting.toUpperCase(Locale.ROOT))) {
            assertThat(told(list, member, typo + ": 1"))
                .singleElement()
                .asString()
                .endsWith(
                    "Unknown setting of %s %s: %s, did you mean %s?"
                        .formatted(list.dimension(), member, typo, setting));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> a_misspelled_name_is_reported_with_the_correct_one() {
    return LISTS.stream()
        .flatMap(
            list ->
                list.catalog().names().stream()
                    .map(
                        name ->
                            dynamicTest(
                                name,
                                () -> {
                                  for (String typo :
                                      List.of(name + "x", name.toUpperCase(Locale.ROOT))) {
                                    assertThat(
                                            TestConfigs.problems(
                                                TestConfigs.grid(list.dimension() + ": " + typo)))
                                        .singleElement()
                                        .asString()
                                        .endsWith(
                                            "Unknown %s: %s, did you mean %s?"
                                                .formatted(list.dimension(), typo, name));
                                  }
                                })));
  }

  @FunctionalInterface
  private interface SettingCheck {
    void check(Listed list, String member, String setting, Object standard);
  }

  private static Stream<DynamicTest> settings(SettingCheck check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Listed list : LISTS) {
      for (String member : list.catalog().names()) {
        for (Map.Entry<String, Object> setting : list.catalog().defaults(member).entrySet()) {
          tests.add(
              dynamicTest(
                  member + " " + setting.getKey(),
                  () -> check.check(list, member, setting.getKey(), setting.getValue())));
        }
      }
    }
    return tests.stream();
  }

  private static List<String> wrong(Object standard) {
    List<String> wrong = new ArrayList<>(OF_NO_TYPE);
    if (standard instanceof Number) {
      wrong.addAll(NO_NUMBERS);
    }
    if (standard instanceof Double) {
      wrong.addAll(List.of("-1", "-1e-9", "1e999", "-1e999"));
    } else if (standard instanceof Integer) {
      wrong.addAll(List.of("-1", "1.0", "1e3", "2147483648", "-2147483649", "1" + "0".repeat(30)));
    } else if (standard instanceof Long) {
      wrong.addAll(List.of("1.0", "1e3", "9223372036854775808"));
    } else if (standard instanceof Boolean) {
      wrong.addAll(List.of("yes", "True", "1"));
    } else if (standard instanceof String word) {
      wrong.addAll(List.of(word.toUpperCase(Locale.ROOT), word + "x", "3", "true"));
    } else {
      throw new AssertionError("No wrong values for " + standard.getClass());
    }
    return wrong;
  }

  /**
   * The problems that are reported for a setting. The dense runs have their settings under {@code
   * dense}, all others in the grid.
   */
  private static List<String> told(Listed list, String member, String setting) {
    return isDense(list.dimension(), member)
        ? TestConfigs.problems("dense: {" + setting + "}\n" + TestConfigs.grid("method: dense"))
        : TestConfigs.problems(
            TestConfigs.grid(list.dimension() + ": {name: " + member + ", " + setting + "}"));
  }

  /** Where the value of a member's only setting starts. */
  private static String place(Listed list, String member, String setting, String value) {
    boolean isDense = isDense(list.dimension(), member);
    String before =
        isDense
            ? "dense: {" + setting + ": "
            : "  " + list.dimension() + ": {name: " + member + ", " + setting + ": ";
    int line = isDense ? 1 : 2 + List.of("dataset", "model", "method").indexOf(list.dimension());
    // A missing value is reported at the end of its colon; of a list, the invalid item is reported.
    int inside = value.isEmpty() ? 0 : value.startsWith("[[") ? 2 : 1;
    return "a.yaml:%s:%s".formatted(line, before.length() + inside);
  }

  private static boolean isDense(String dimension, String member) {
    return dimension.equals(Dimensions.METHOD) && member.equals(Methods.DENSE);
  }
}
