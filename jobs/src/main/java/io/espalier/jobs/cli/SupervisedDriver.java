// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a driver that a standalone cluster supervises, {@code --deploy-mode cluster
 * --supervise}. The cluster starts such a driver again, for ever, whenever it ends with another
 * exit code than 0; but an invalid config stays invalid, and runs that failed would be tried again
 * and again.
 */
public final class SupervisedDriver {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedDriver.class);

  private SupervisedDriver() {}

  /**
   * The exit code of this process: 0 in place of a code that another start would not change, if the
   * driver is supervised.
   *
   * @param code of the command
   */
  public static int exitCode(int code) {
    return exitCode(code, new SparkConf());
  }

  static int exitCode(int code, SparkConf conf) {
    boolean isReplaced =
        code != ExitCode.DONE
            && ExitCode.isFinal(code)
            && conf.getBoolean("spark.driver.supervise", false);
    if (isReplaced) {
      LOG.info(
          "Ends with exit code 0 in place of {}, so that the cluster does not start it again",
          code);
    }
    return isReplaced ? ExitCode.DONE : code;
  }
}
