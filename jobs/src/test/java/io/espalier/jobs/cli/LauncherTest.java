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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the launcher refuses before it starts Spark, in a distribution without Spark. */
class LauncherTest {
  @TempDir private Path folder;

  @BeforeEach
  void distribution() throws IOException {
    for (String name : List.of("bin", "deploy", "lib")) {
      Files.createDirectories(folder.resolve(name));
    }
    Path deploy = Launched.PROJECT.resolve("deploy");
    Files.copy(deploy.resolve("espalier"), folder.resolve("bin/espalier"));
    Files.copy(deploy.resolve("environment"), folder.resolve("deploy/environment"));
    Files.createFile(folder.resolve("lib/espalier.jar"));
  }

  @Test
  void an_unmatched_quote_in_the_arguments_of_spark_is_told_without_them_as_they_can_be_secret()
      throws Exception {
    Files.createDirectories(folder.resolve("lib/spark/jars"));

    assertThat(refusal(Map.of("ESPALIER_SPARK_ARGS", "--conf 'spark.hadoop.fs.s3a.secret.key=b")))
        .isEqualTo(
            "espalier: Cannot start: ESPALIER_SPARK_ARGS has an opening quote without a closing"
                + " one");
  }

  @Test
  void a_search_path_of_cd_does_not_change_where_the_launcher_looks() throws Exception {
    assertThat(refusal(Map.of("CDPATH", ".")))
        .startsWith("espalier: Cannot start: no Spark in %s/lib/spark, run".formatted(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "spark-core_2.12-3.4.4.jar, SPARK is Spark 3.4.4 for Scala 2.12",
    "spark-core_2.13-3.5.9.jar, SPARK is Spark 3.5.9 for Scala 2.13",
    "spark-core_2.13-4.0.1.jar, SPARK is Spark 4.0.1 for Scala 2.13",
    "scala-library-2.12.18.jar, there is no Spark in SPARK",
  })
  void a_spark_of_another_version_or_scala_is_refused(String jar, String reason) throws Exception {
    Path spark = spark(jar, "");

    assertThat(
            refusal(
                Map.of(
                    "SPARK_HOME",
                    spark.toString(),
                    "PYTORCH_FLAVOR",
                    "cpu",
                    "PYTORCH_LIBRARY_PATH",
                    "/opt/libtorch")))
        .isEqualTo(
            "espalier: Cannot start: "
                + reason.replace("SPARK", spark.toString())
                + ", set SPARK_HOME to a Spark 3.5 for Scala 2.12, or unset it to use Espalier's"
                + " own");
  }

  @ParameterizedTest
  @CsvSource({
    "--master spark://host:7077, true",
    "--conf spark.master=spark://host:7077, true",
    "--conf spark.master=yarn, true",
    "--master local[2] --conf spark.master=yarn, false",
    "--conf spark.master=local[2], false",
    "--driver-memory 1g, false"
  })
  void executors_on_other_machines_are_told_where_libtorch_is(String arguments, boolean told)
      throws Exception {
    Path spark = spark("spark-core_2.12-3.5.9.jar", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME",
            spark.toString(),
            "ESPALIER_SPARK_ARGS",
            arguments,
            "PYTORCH_FLAVOR",
            "cpu",
            "PYTORCH_LIBRARY_PATH",
            "/opt/libtorch");
    try (Launched launched =
        Launched.start(folder, folder, environment, List.of("bin/espalier", "plan", "a.yaml"))) {
      assertThat(launched.exit()).as(launched.output()).isZero();
      assertThat(launched.output().contains("spark.executorEnv.PYTORCH_LIBRARY_PATH=/opt/libtorch"))
          .as(launched.output())
          .isEqualTo(told);
    }
  }

  @Test
  void commands_that_compute_are_refused_without_libtorch() throws Exception {
    Path spark = spark("spark-core_2.12-3.5.9.jar", "");
    for (String command : List.of("sweep", "measure", "latency", "score")) {
      try (Launched launched =
          Launched.start(
              folder,
              folder,
              Map.of("SPARK_HOME", spark.toString(), "PYTORCH_LIBRARY_PATH", ""),
              List.of("bin/espalier", command))) {
        assertThat(launched.exit()).as(command).isEqualTo(2);
        assertThat(launched.output()).startsWith("espalier: Cannot start: no libtorch in ");
      }
    }
  }

  /** A folder with the file of a version of Spark, and a script in place of it. */
  private Path spark(String jar, String script) throws IOException {
    Path spark = folder.resolve("other");
    Files.createDirectories(spark.resolve("jars"));
    Files.createFile(spark.resolve("jars").resolve(jar));
    Files.createDirectories(spark.resolve("bin"));
    Path submit = Files.writeString(spark.resolve("bin/spark-submit"), script);
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    return spark;
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
