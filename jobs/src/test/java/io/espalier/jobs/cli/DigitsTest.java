// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that commands store and print in a locale whose digits are not those of ASCII. */
class DigitsTest {
  private static final Pattern OTHER_DIGITS = Pattern.compile("[\\p{Nd}&&[^0-9]]");

  private final Locale before = Locale.getDefault();

  @TempDir private Path folder;

  @BeforeEach
  void locale() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    assertThat(String.format(Locale.getDefault(), "%d", 7)).containsPattern(OTHER_DIGITS);
  }

  @AfterEach
  void asBefore() {
    Locale.setDefault(before);
  }

  @Test
  void a_sweep_with_a_failed_run_stores_and_prints_only_ascii_digits() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            dense: {epochs: 1, batch: 20}
            grid:
              dataset: {name: shapes, train: 40, test: 20}
              model: {name: resnet20s, width: 0.25}
              method:
                - {name: omp, epochs: 1, batch: 20, rate: [0.1, 1e30]}
              sparsity: 0.5
              seed: [1, 2]
            """);
    String out = folder.resolve("out").toString();
    List<String> printed = new ArrayList<>();

    print(printed, 0, "plan", config.toString(), "--gpus", "2", "--seconds-per-pass", "3600");
    print(printed, 4, "sweep", config.toString(), "--out", out, "--verbose");
    print(printed, 0, "plan", config.toString(), "--out", out, "--price-per-hour", "1234.5");
    print(printed, 0, "doctor", config.toString(), "--out", out);
    for (String table : List.of("runs", "epochs", "layers", "failures")) {
      print(printed, 0, "sql", "--format", "csv", "--out", out, "select * from " + table);
    }
    print(printed, 0, "compact", "--out", out);
    print(printed, 0, "report", "--out", out, "--to", folder.resolve("page").toString());
    print(printed, 2, "sweep", config.toString(), "--out", out, "--set", "grid.exclude=[{}]");

    assertThat(printed).noneMatch(OTHER_DIGITS.asPredicate());
    assertThat(folder.resolve("page/index.html")).content().contains("<svg");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        assertThat(path.toString()).doesNotContainPattern(OTHER_DIGITS);
        if (path.toString().matches(".*\\.(html|md|csv|svg|json|log)")) {
          assertThat(path).content(UTF_8).doesNotContainPattern(OTHER_DIGITS);
        }
      }
    }
  }

  /** Adds what a command prints, without the log of Spark. */
  private static void print(List<String> printed, int exit, String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    printed.add(run.out());
    run.err().lines().filter(line -> !line.matches("(WARN|ERROR) .*")).forEach(printed::add);
  }
}
