// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher refuses before it starts Spark, in a distribution without Spark. */
class LauncherTest {
  @TempDir private Path folder;

  @BeforeEach
  void distribution() throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(folder.resolve("lib"));
    Files.copy(Launched.PROJECT.resolve("deploy/espalier"), folder.resolve("bin/espalier"));
    Files.createFile(folder.resolve("lib/espalier.jar"));
  }

  @Test
  void an_unmatched_quote_in_the_arguments_of_spark_is_named() throws Exception {
    Files.createDirectories(folder.resolve("lib/spark/jars"));

    assertThat(refusal(Map.of("ESPALIER_SPARK_ARGS", "--conf 'a=b")))
        .isEqualTo(
            "espalier: Cannot start: ESPALIER_SPARK_ARGS has an opening quote without a closing"
                + " one: --conf 'a=b");
  }

  @Test
  void a_search_path_of_cd_does_not_change_where_the_launcher_looks() throws Exception {
    assertThat(refusal(Map.of("CDPATH", ".")))
        .startsWith("espalier: Cannot start: no Spark in %s/lib/spark, run".formatted(folder));
  }

  /** The only line that the launcher prints before it ends with 2. */
  private String refusal(Map<String, String> environment) throws Exception {
    try (Launched launched =
        Launched.start(folder, folder, environment, List.of("bin/espalier", "plan", "a.yaml"))) {
      assertThat(launched.exit()).isEqualTo(2);
      return launched.output().strip();
    }
  }
}
