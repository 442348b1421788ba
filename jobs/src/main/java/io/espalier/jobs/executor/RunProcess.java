// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;

/**
 * A process that executes runs.
 *
 * @param host name of the machine
 * @param executor Spark's id of the executor
 * @param crashLog path of the JVM crash log on that machine, written if native code crashes
 */
public record RunProcess(String host, String executor, Path crashLog) {
  private static final String EXECUTOR = " executor ";

  /** The process of the caller. */
  public static RunProcess current() {
    return new RunProcess(thisHost(), SparkEnv.get().executorId(), thisCrashLog());
  }

  /**
   * The content of a start marker: a line with host and executor, and a line with the crash log.
   */
  String mark() {
    return host + EXECUTOR + executor + "\n" + crashLog + "\n";
  }

  /** Parses the output of {@link #mark}; empty for anything else. */
  static Optional<RunProcess> marked(String mark) {
    List<String> lines = mark.lines().toList();
    int middle = lines.isEmpty() ? -1 : lines.get(0).lastIndexOf(EXECUTOR);
    if (lines.size() != 2 || middle < 0) {
      return Optional.empty();
    }
    String line = lines.get(0);
    return Optional.of(
        new RunProcess(
            line.substring(0, middle),
            line.substring(middle + EXECUTOR.length()),
            Path.of(lines.get(1))));
  }

  /** Whether the process is on the machine of the caller. */
  public boolean isOfThisHost() {
    return host.equals(thisHost());
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) { // the host name does not resolve
      return SparkEnv.get().blockManager().blockManagerId().host();
    }
  }

  private static Path thisCrashLog() {
    String option =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("ErrorFile")
            .getValue();
    String file = option.isEmpty() ? "hs_err_pid%p.log" : option;
    return Path.of(file.replace("%p", String.valueOf(ProcessHandle.current().pid())))
        .toAbsolutePath();
  }
}
