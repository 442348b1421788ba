// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The two archives of a release, as the build makes them.
 *
 * @param release name of the folder that they unpack to
 */
record Distribution(String release) {
  static final Path ARCHIVES = Launched.PROJECT.resolve("jobs/target");

  static Distribution built() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Distribution.class.getResourceAsStream("/espalier-build.properties")) {
      build.load(in);
    }
    return new Distribution("espalier-" + build.getProperty("version"));
  }

  /** Unpacks all but Spark into {@code folder}, and returns the folder of the distribution. */
  Path unpack(Path folder) throws Exception {
    return unpack(folder, ".tar.gz");
  }

  /** Unpacks Spark beside it. */
  Path unpackSpark(Path folder) throws Exception {
    return unpack(folder, "-spark.tar");
  }

  private Path unpack(Path folder, String kind) throws Exception {
    List<String> command = List.of("tar", "-xf", ARCHIVES.resolve(release + kind).toString());
    try (Launched tar = Launched.start(folder, folder, Map.of(), command)) {
      assertThat(tar.exit()).as(tar.output()).isZero();
    }
    return folder.resolve(release);
  }
}
