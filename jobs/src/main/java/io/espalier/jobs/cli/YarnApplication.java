// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a command in the application master of YARN, which is where Spark's deploy mode {@code
 * cluster} runs the driver. Spark takes every {@code System.exit} there, even that of 0, and every
 * exception for a failure that a second attempt could mend, and YARN then starts the command again.
 * So the end is told to YARN here: its state, and as diagnostics what the command has printed.
 */
public final class YarnApplication {
  private static final Logger LOG = LoggerFactory.getLogger(YarnApplication.class);
  private static final String STAGING = "SPARK_YARN_STAGING_DIR";
  private static final int NO_PORT = -1;
  private static final long PAUSE_MILLIS = 100;
  private static final int PAUSES = 300;

  private YarnApplication() {}

  /** Whether this process is an application master. */
  public static boolean isHere() {
    return new SparkConf().get("spark.master", "").equals("yarn")
        && DriverPlace.ofThisProcess() == DriverPlace.CLUSTER;
  }

  /**
   * Ends the application for good, or lets YARN start it again after an internal error. Returns
   * after success; Spark ends the process.
   *
   * @param code of the command
   * @param told what the command has printed
   * @throws SparkUserAppException when the command has failed
   */
  public static void end(int code, ToldErrors told) throws SparkUserAppException {
    if (ShutdownHookManager.inShutdown()) { // stopped from outside, and by whom YARN knows
      return;
    }
    if (ExitCode.isFinal(code)) {
      try {
        unregister(
            code == ExitCode.DONE
                ? FinishApplicationMasterRequest.newInstance(
                    FinalApplicationStatus.SUCCEEDED, "", history())
                : FinishApplicationMasterRequest.newInstance(
                    FinalApplicationStatus.FAILED,
                    "Exit code %s of espalier: %s".formatted(code, told.text()),
                    history()));
      } catch (IOException | YarnException e) {
        LOG.warn("Cannot tell YARN the end of this application, it may start it again: {}", e + "");
      }
    }
    if (code != ExitCode.DONE) {
      throw new SparkUserAppException(code);
    }
  }

  private static void unregister(FinishApplicationMasterRequest end)
      throws IOException, YarnException {
    Configuration hadoop =
        new YarnConfiguration(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    ApplicationMasterProtocol manager =
        ClientRMProxy.createRMProxy(hadoop, ApplicationMasterProtocol.class);
    try {
      for (int i = 0; !isUnregistered(manager, end); i++) {
        if (i == PAUSES) {
          throw new IOException("the resource manager does not confirm it");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      Optional<Path> staged = Optional.ofNullable(System.getenv(STAGING)).map(Path::new);
      if (staged.isPresent()) {
        staged.get().getFileSystem(hadoop).delete(staged.get(), true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      RPC.stopProxy(manager);
    }
  }

  /** Also of a command that ended before Spark has registered, as with an invalid config. */
  private static boolean isUnregistered(
      ApplicationMasterProtocol manager, FinishApplicationMasterRequest end)
      throws IOException, YarnException {
    try {
      return manager.finishApplicationMaster(end).getIsUnregistered();
    } catch (ApplicationMasterNotRegisteredException e) {
      String host = InetAddress.getLocalHost().getHostName();
      manager.registerApplicationMaster(
          RegisterApplicationMasterRequest.newInstance(host, NO_PORT, ""));
      return false;
    }
  }

  /** The page of the history server, which is Spark's own choice when it ends an application. */
  private static String history() {
    SparkConf conf = new SparkConf();
    String server = conf.get("spark.yarn.historyServer.address", "");
    return server.isEmpty() ? "" : server + "/history/" + conf.get("spark.yarn.app.id", "");
  }
}
