// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two archives of a release, unpacked and run without source code and without Maven. */
class DistributionIT {
  @TempDir private Path folder;

  private Distribution distribution;
  private Path home;
  private Path mavenCalled;

  @BeforeEach
  void unpack() throws Exception {
    distribution = Distribution.built();
    mavenCalled = folder.resolve("maven-called");
    Path mvn = Files.createDirectory(folder.resolve("path")).resolve("mvn");
    Files.writeString(mvn, "#!/bin/sh\ntouch %s\nexit 1\n".formatted(mavenCalled));
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    home = distribution.unpack(folder);
  }

  @Test
  void the_first_archive_alone_prints_how_to_unpack_the_second_and_both_run_a_sweep()
      throws Exception {
    Ended alone = run(home, "bin/espalier", "plan", "conf/quickstart.yaml");
    assertThat(alone.exit()).as(alone.output()).isEqualTo(2);
    assertThat(alone.output().lines()).as(alone.output()).hasSize(1);

    Matcher command = Pattern.compile("'(tar [^']*)'").matcher(alone.output());
    assertThat(command.find()).as(alone.output()).isTrue();
    succeeds(
        Distribution.ARCHIVES,
        command.group(1).replace("espalier-VERSION", distribution.release()).split(" "));

    Files.writeString(
        home.resolve("sweep.yaml"),
        """
        dense: {epochs: 1, batch: 20}
        grid:
          dataset: {name: shapes, train: 40}
          model: {name: resnet20s, width: 0.25}
          method: {name: omp, epochs: 1, batch: 20}
          sparsity: {rounds: 1}
          seed: 1
        """);
    succeeds(home, "bin/espalier", "sweep", "sweep.yaml", "--out", "results");

    assertThat(new Results(home.resolve("results")).rows()).hasSize(2);
    assertThat(home.resolve("results/report/index.html")).isNotEmptyFile();
    // The path of the launcher in the documentation.
    succeeds(home, "deploy/espalier", "plan", "conf/quickstart.yaml");
    assertThat(mavenCalled).doesNotExist();
  }

  @Test
  void the_distribution_lists_the_license_of_every_jar() throws Exception {
    distribution.unpackSpark(folder);

    String thirdParties = Files.readString(home.resolve("THIRD-PARTY.txt"));
    try (Stream<Path> jars = Files.list(home.resolve("lib/spark/jars"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .hasSizeGreaterThan(100)
          .allMatch(jar -> named(thirdParties, jar));
    }
    assertThat(thirdParties).doesNotContain("Unknown license");
    for (String file : List.of("LICENSE", "NOTICE", "licenses/LGPL-2.1.txt")) {
      assertThat(home.resolve(file)).isNotEmptyFile();
    }
  }

  /**
   * Whether a jar, {@code ARTIFACT-VERSION[-CLASSIFIER].jar}, is listed: {@code :ARTIFACT:VERSION}.
   */
  private static boolean named(String thirdParties, String jar) {
    return Pattern.compile(":([^:\\s]+):([^:\\s]+) - ")
        .matcher(thirdParties)
        .results()
        .anyMatch(coordinates -> jar.startsWith(coordinates.group(1) + "-" + coordinates.group(2)));
  }

  private record Ended(int exit, String output) {}

  private void succeeds(Path working, String... command) throws IOException, InterruptedException {
    Ended ended = run(working, command);
    assertThat(ended.exit()).as(ended.output()).isEqualTo(0);
  }

  private Ended run(Path working, String... command) throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "ESPALIER_SPARK_ARGS",
            "",
            "SPARK_HOME",
            "",
            "JAVA_HOME",
            System.getProperty("java.home"),
            "PATH",
            folder.resolve("path") + ":" + System.getenv("PATH"));
    try (Launched launched = Launched.start(folder, working, environment, List.of(command))) {
      return new Ended(launched.exit(), launched.output());
    }
  }
}
