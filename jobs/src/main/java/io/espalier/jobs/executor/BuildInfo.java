// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.jobs.store.Provenance;
import io.espalier.pruning.engine.DeviceFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.package$;

/** The version and commit of this build. */
public final class BuildInfo {
  private final Properties build = new Properties();

  public BuildInfo() {
    try (InputStream in = BuildInfo.class.getResourceAsStream("/espalier-build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version, with the commit if known: {@code 0.1.0 (1a2b3c4)}. */
  public String version() {
    return commit().map(commit -> number() + " (" + commit + ")").orElse(number());
  }

  /** The version without the commit: {@code 0.1.0}. */
  public String number() {
    return build.getProperty("version");
  }

  /** The software versions of a run on a device with these facts. */
  Provenance provenance(DeviceFacts facts) {
    return new Provenance(
        number(),
        commit().orElse(null),
        package$.MODULE$.SPARK_VERSION(),
        facts.djlVersion(),
        facts.libtorchVersion(),
        System.getProperty("java.version"),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
  }

  /** A build outside a git repository leaves the placeholder in place. */
  private Optional<String> commit() {
    return Optional.of(build.getProperty("commit"))
        .filter(commit -> !commit.isEmpty() && !commit.startsWith("$"));
  }
}
