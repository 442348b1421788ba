// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The built jar, started by the launcher in its own process, as users start it. */
public final class Launched implements AutoCloseable {
  static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final int MINUTES = 5;

  /** The second compiler of a JVM does not pay off in runs of seconds. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  private final Process process;
  private final Path log;

  private Launched(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts {@code deploy/espalier}.
   *
   * @param folder for its output
   * @param sparkArguments as in {@code ESPALIER_SPARK_ARGS}
   */
  public static Launched espalier(Path folder, String sparkArguments, String... arguments)
      throws IOException {
    return espalier(folder, Map.of("ESPALIER_SPARK_ARGS", sparkArguments), arguments);
  }

  /** Starts {@code deploy/espalier} with {@code environment}; its output is in {@code folder}. */
  public static Launched espalier(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(folder, PROJECT, environment, command(arguments));
  }

  /**
   * Starts the launcher with a folder of the user as its working directory, and in the locale of
   * cron jobs and containers, which knows ASCII only.
   */
  static Launched espalierIn(Path folder, String... arguments) throws IOException {
    return start(
        folder, folder, Map.of("ESPALIER_SPARK_ARGS", "", "LC_ALL", "C"), command(arguments));
  }

  private static List<String> command(String... arguments) {
    // A build in the background of a script ignores Ctrl-C, and its child processes inherit this.
    List<String> command =
        new ArrayList<>(
            List.of("env", "--default-signal=INT", PROJECT.resolve("deploy/espalier").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts any command in the project's folder. */
  static Launched start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    return start(folder, PROJECT, environment, command);
  }

  /** Starts any command in the folder {@code working}; its output is in {@code folder}. */
  static Launched start(
      Path folder, Path working, Map<String, String> environment, List<String> command)
      throws IOException {
    Path log = Files.createTempFile(folder, "output", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(working.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .put(
            "SPARK_SUBMIT_OPTS",
            SHORT_LIVED + " -Dspark.executor.defaultJavaOptions=" + SHORT_LIVED);
    builder.environment().putAll(environment);
    return new Launched(builder.start(), log);
  }

  /** Waits until the process ends by itself, and returns its exit code. */
  public int exit() throws InterruptedException {
    return exitWithin(MINUTES);
  }

  /** As {@link #exit}, for a process that takes long. */
  int exitWithin(int minutes) throws InterruptedException {
    assertThat(process.waitFor(minutes, TimeUnit.MINUTES)).as("ended: %s", output()).isTrue();
    return process.exitValue();
  }

  /** Waits until {@code condition} holds; the process must still be running then. */
  public void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as("runs until %s: %s", what, output()).isTrue();
      assertThat(System.nanoTime()).as("time until %s: %s", what, output()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal: {@code INT}, {@code KILL}, … */
  void signal(String name) throws IOException, InterruptedException {
    signal(process.pid(), name);
  }

  /**
   * Sends a signal to all processes, as a terminal does on Ctrl-C (INT) and when it is closed
   * (HUP), and some schedulers do (TERM).
   */
  void signalAll(String name) throws IOException, InterruptedException {
    for (ProcessHandle below : process.descendants().toList()) {
      signal(below.pid(), name);
    }
    signal(name);
  }

  static void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
  }

  /** Processes below this one whose command contains all of {@code words}. */
  List<ProcessHandle> descendants(String... words) {
    return having(process.descendants(), words);
  }

  /** Those of {@code processes} whose command contains all of {@code words}. */
  static List<ProcessHandle> having(Stream<ProcessHandle> processes, String... words) {
    return processes
        .filter(
            handle -> {
              String command = command(handle.pid());
              return Stream.of(words).allMatch(command::contains);
            })
        .toList();
  }

  /** The whole command, of which {@link ProcessHandle} returns only the beginning. */
  private static String command(long pid) {
    try {
      byte[] words = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
      return new String(words, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) { // it has ended in the meantime
      return "";
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
