// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs;

import io.espalier.jobs.cli.EspalierCommand;
import io.espalier.jobs.cli.SupervisedDriver;
import io.espalier.jobs.cli.ToldErrors;
import io.espalier.jobs.cli.YarnApplication;
import java.io.File;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.util.ShutdownHookManager;

/** The main class, started by {@code deploy/espalier} or by {@code spark-submit}. */
public final class Espalier {
  private Espalier() {}

  /**
   * Runs a command, removes the work folder that the launcher made for it, and exits. Spark formats
   * its messages in the default locale, and failures store some of them. In an application master
   * of YARN, Spark ends the process.
   */
  public static void main(String[] arguments) throws SparkUserAppException {
    Locale.setDefault(Locale.ROOT);
    Optional.ofNullable(System.getenv("ESPALIER_WORK"))
        .map(File::new)
        .filter(
            work -> work.getName().startsWith("espalier-work-") && new File(work, "lock").isFile())
        .ifPresent(ShutdownHookManager::registerShutdownDeleteDir);
    ToldErrors errors = new ToldErrors(System.err);
    int code = EspalierCommand.run(errors, arguments);
    if (YarnApplication.isHere()) {
      YarnApplication.end(code, errors);
    } else {
      System.exit(SupervisedDriver.exitCode(code));
    }
  }
}
