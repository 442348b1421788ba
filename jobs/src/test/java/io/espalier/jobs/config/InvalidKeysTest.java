// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.jobs.sweep.InvalidConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every key of a sweep with values of every kind. A value that is not in {@link #RIGHT} is rejected
 * at its place, with a message that says what is valid. The keys are those of the readers' own
 * lists.
 */
class InvalidKeysTest {
  private static final List<String> VALUES =
      List.of(
          "~",
          "''",
          "' '",
          "nonesuch",
          "3",
          "-3",
          "0.5",
          "1e999",
          "true",
          "[]",
          "[[]]",
          "[~]",
          "[nonesuch]",
          "{}",
          "{nonesuch: 1}",
          "{nonesuch: {nonesuch: 1}}",
          "{[a]: 1}");

  /** The valid ones of these values, by key. */
  private static final Map<String, Set<String>> RIGHT =
      Map.of(
          "name", Set.of("nonesuch"),
          "data", Set.of("{}"),
          "dense", Set.of("{}"),
          "checkpoint", Set.of("{}"),
          "checkpoint.epochs", Set.of("3"),
          "checkpoint.minutes", Set.of("3", "0.5"),
          "grid.sparsity", Set.of("0.5"),
          "grid.seed", Set.of("3", "-3"),
          "grid.zip", Set.of("{}"),
          "grid.exclude", Set.of("[]"));

  /** A section with its keys; {@code sweep} makes a whole sweep around {@code key: value}. */
  private record Section(String path, List<String> keys, UnaryOperator<String> sweep) {}

  private static final List<Section> SECTIONS =
      List.of(
          new Section("", ConfigReader.KEYS, InvalidKeysTest::atTheTop),
          new Section(
              "checkpoint.",
              ExecutionReader.CHECKPOINT_KEYS,
              line -> "checkpoint: {" + line + "}\n" + TestConfigs.grid()),
          new Section("grid.", GridReader.KEYS, line -> TestConfigs.grid(line)),
          new Section(
              "parts.a.",
              PieceReader.KEYS,
              line ->
                  line.startsWith("grid:")
                      ? "parts:\n  a:\n    " + line + "\n"
                      : "parts:\n  a:\n    "
                          + line
                          + "\n    "
                          + TestConfigs.grid().replace("\n", "\n    ")));

  @TestFactory
  Stream<DynamicTest> values_of_the_wrong_kind_are_rejected() {
    return keys(
        (section, key) -> {
          for (String value : VALUES) {
            String path = section.path() + key;
            Set<String> right = RIGHT.getOrDefault(path.replace("parts.a.", ""), Set.of());
            String sweep = section.sweep().apply(key + ": " + value);
            InvalidConfig invalid =
                catchThrowableOfType(
                    InvalidConfig.class,
                    () -> ConfigReader.read("a.yaml", sweep, List.of()).orThrow());
            if (right.contains(value)) {
              assertThat(invalid).as(path + ": " + value).isNull();
            } else {
              assertThat(invalid).as(path + ": " + value).isNotNull();
              assertThat(invalid.problems())
                  .as(path + ": " + value)
                  .allMatch(
                      problem ->
                          problem
                              .toString()
                              .matches(
                                  "a\\.yaml:\\d+:\\d+: (Invalid|Unknown|Cannot) .+(must|known: ).*"));
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> misspelled_keys_are_reported_with_the_correct_key() {
    return keys(
        (section, key) -> {
          for (String typo : List.of(key + "x", key.toUpperCase(Locale.ROOT))) {
            assertThat(TestConfigs.problems(section.sweep().apply(typo + ": 1")))
                .anyMatch(problem -> problem.endsWith(typo + ", did you mean " + key + "?"));
          }
        });
  }

  @FunctionalInterface
  private interface KeyCheck {
    void check(Section section, String key);
  }

  private static Stream<DynamicTest> keys(KeyCheck check) {
    return SECTIONS.stream()
        .flatMap(
            section ->
                section.keys().stream()
                    .map(
                        key -> dynamicTest(section.path() + key, () -> check.check(section, key))));
  }

  private static String atTheTop(String line) {
    return line.startsWith("grid:") || line.startsWith("parts:")
        ? line + "\n"
        : line + "\n" + TestConfigs.grid();
  }
}
