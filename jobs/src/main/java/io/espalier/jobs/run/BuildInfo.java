package io.espalier.jobs.run;

import io.espalier.jobs.store.Provenance;
import io.espalier.pruning.trial.DeviceFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.spark.package$;

/** What this program was built from, as the build wrote it down. */
final class BuildInfo {
  private final Properties build = new Properties();

  BuildInfo() {
    try (InputStream in = BuildInfo.class.getResourceAsStream("/espalier-build.properties")) {
      build.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The software of a run on a device with these facts. */
  Provenance provenance(DeviceFacts facts) {
    String commit = build.getProperty("commit");
    return new Provenance(
        build.getProperty("version"),
        commit.isEmpty() || commit.startsWith("$") ? null : commit,
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
}
