// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster of {@code deploy/standalone/cluster} on a free port, whose executors log what runs do.
 *
 * @param folder for everything
 * @param address host and port of the master
 * @param sizes environment of its workers
 */
record StandaloneCluster(Path folder, String address, Map<String, String> sizes) {

  /**
   * Describes a cluster without starting it.
   *
   * @param sizes variables of the script, such as {@code ESPALIER_CORES}
   */
  static StandaloneCluster in(Path folder, Map<String, String> sizes) throws IOException {
    Files.writeString(
        folder.resolve("log4j2.properties"),
        """
        rootLogger.level = warn
        rootLogger.appenderRef.console.ref = console
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_ERR
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{yyyy-MM-dd'T'HH:mm:ss.SSS}{UTC} %c{1}: %msg%n%throwable
        logger.runs.name = io.espalier.jobs.executor
        logger.runs.level = debug
        logger.checkpoints.name = io.espalier.pruning.train.Checkpoints
        logger.checkpoints.level = debug
        """);
    try (ServerSocket free = new ServerSocket(0)) {
      return new StandaloneCluster(folder, "127.0.0.1:" + free.getLocalPort(), sizes);
    }
  }

  /** Runs the script, and returns its output. */
  String run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("deploy/standalone/cluster"));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(sizes);
    environment.put("ESPALIER_CLUSTER", folder.resolve("cluster").toString());
    environment.put("ESPALIER_MASTER", address);
    environment.put("ESPALIER_MASTER_UI", "0");
    environment.put("LOG4J_CONFIGURATION_FILE", folder.resolve("log4j2.properties").toString());
    try (Launched launched = Launched.start(folder, environment, command)) {
      assertThat(launched.exit()).as(launched.output()).isEqualTo(0);
      return launched.output();
    }
  }

  /** Starts a sweep on this cluster. */
  Launched sweep(Path config, Results results, String propertyFile) throws IOException {
    return Launched.espalier(
        folder,
        "--master spark://%s --properties-file %s".formatted(address, propertyFile)
            + " --conf spark.executor.memory=1g --conf spark.ui.enabled=false",
        "sweep",
        config.toString(),
        "--out",
        results.folder().toString());
  }

  List<ProcessHandle> workers() {
    return Launched.having(
        ProcessHandle.allProcesses(), "deploy.worker.Worker", "spark://" + address);
  }

  /** The executors of a worker. */
  static List<ProcessHandle> executors(ProcessHandle worker) {
    return Launched.having(worker.children(), "CoarseGrainedExecutorBackend");
  }

  /** The process of {@code worker-1}, and so on. */
  ProcessHandle worker(String name) throws IOException {
    String pid = Files.readString(folder.resolve("cluster").resolve(name + ".pid")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /** The log files of all executors so far. */
  Set<Path> logs() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cluster"))) {
      return files.filter(file -> file.endsWith("stderr")).collect(Collectors.toSet());
    }
  }
}
