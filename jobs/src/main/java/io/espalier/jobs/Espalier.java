// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs;

import io.espalier.jobs.cli.EspalierCommand;
import java.io.File;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.util.ShutdownHookManager;

/** The main class, started by {@code deploy/espalier} or by {@code spark-submit}. */
public final class Espalier {
  private Espalier() {}

  /**
   * Runs a command, removes the work folder that the launcher made for it, and exits. Spark formats
   * its messages in the default locale, and failures store some of them.
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Optional.ofNullable(System.getenv("ESPALIER_WORK"))
        .map(File::new)
        .filter(
            work -> work.getName().startsWith("espalier-work-") && new File(work, "lock").isFile())
        .ifPresent(ShutdownHookManager::registerShutdownDeleteDir);
    System.exit(EspalierCommand.run(arguments));
  }
}
