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
 * A process that makes runs.
 *
 * @param host its machine
 * @param executor Spark's id of it
 * @param crashLog where Java would tell of its end if native code ended it, on that machine
 */
public record RunProcess(String host, String executor, Path crashLog) {
  private static final String EXECUTOR = " executor ";

  static RunProcess current() {
    return new RunProcess(thisHost(), SparkEnv.get().executorId(), thisCrashLog());
  }

  /** Two lines: the host and the executor, for people, and where the crash log would be. */
  String mark() {
    return host + EXECUTOR + executor + "\n" + crashLog + "\n";
  }

  /** What {@link #mark} wrote; empty for anything else. */
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

  /** Whether this process runs on the same machine. */
  public boolean isOfThisHost() {
    return host.equals(thisHost());
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) { // a machine that does not know its own name
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
