// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import com.google.gson.JsonParseException;
import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.engine.ChildJava;
import io.espalier.pruning.engine.InstructionSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Checks the engine under a limit on the instruction set in a separate process, because a limit
 * takes effect only before the first operation, and because an incorrect kernel can crash the
 * process.
 */
final class EngineProbe {
  private static final long MAX_SECONDS = 300;
  private static final int MAX_TOLD = 500;
  private static final int TRIES = 3;

  private EngineProbe() {}

  /**
   * The verdict under {@code limit}. A case that crashes its process is incorrect; later cases are
   * checked in another process.
   *
   * @throws IOException when no process can be started, or when it cannot start the engine
   */
  static EngineVerdict under(String limit) throws IOException {
    List<Finding> findings = new ArrayList<>();
    int next = 0;
    int interrupted = 0;
    while (next < EngineCheck.cases()) {
      Answer answer = answer(limit, next);
      if (answer.isCutOff() && ++interrupted < TRIES) {
        continue; // not caused by the engine, for example Ctrl-C
      }
      if (answer.isCutOff() || answer.lastStarted() < 0) {
        throw new IOException("Cannot check the engine: " + answer.end());
      }
      findings.addAll(answer.findings());
      next = answer.lastStarted() + 1;
    }
    return new EngineVerdict(limit, findings);
  }

  /** The output of a process that checks the cases from {@code first} on. */
  private static Answer answer(String limit, int first) throws IOException {
    Path folder = Files.createTempDirectory("espalier-check");
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        builder(limit, first)
            .directory(folder.toFile()) // also for crash logs
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      waitFor(process);
      return Answer.of(
          Files.readAllLines(output, StandardCharsets.UTF_8), process.exitValue(), end(errors));
    } finally {
      process.destroyForcibly();
      delete(folder);
    }
  }

  private static void waitFor(Process process) throws IOException {
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "Cannot check the engine: the check takes more than " + MAX_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot check the engine: interrupted", e);
    }
  }

  private static ProcessBuilder builder(String limit, int first) {
    ProcessBuilder builder =
        new ChildJava(List.of("-Xmx512m"), EngineCheckProgram.class, List.of(String.valueOf(first)))
            .builder();
    builder.environment().put(InstructionSet.VARIABLE, limit);
    return builder;
  }

  private static String end(Path errors) throws IOException {
    String all = Files.readString(errors, StandardCharsets.UTF_8).strip();
    return all.substring(Math.max(0, all.length() - MAX_TOLD));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) { // may include a crash log
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  /**
   * The output of a process.
   *
   * @param lastStarted last case that it started; -1 if none
   * @param findings findings of all cases that it started, including one that crashed
   * @param isCutOff whether it started a case and ended without a crash: killed, or with an
   *     exception
   * @param end cause of its end, for display
   */
  record Answer(int lastStarted, List<Finding> findings, boolean isCutOff, String end) {
    /**
     * Exit codes of crashes, 128 + signal: illegal instruction, abort (how the JVM ends after a
     * crash), bus error, …
     */
    private static final Set<Integer> FAULTS = Set.of(132, 134, 135, 136, 139);

    static Answer of(List<String> lines, int exit, String errors) throws IOException {
      int lastStarted = -1;
      boolean isDone = false;
      List<Finding> findings = new ArrayList<>();
      List<Finding> ofCase = new ArrayList<>();
      for (String line : lines) {
        if (line.startsWith(EngineCheckProgram.BEGINS)) {
          lastStarted = Integer.parseInt(line.substring(EngineCheckProgram.BEGINS.length()));
          findings.addAll(ofCase);
          ofCase.clear();
        } else if (line.startsWith(EngineCheckProgram.FOUND)) {
          ofCase.add(finding(line.substring(EngineCheckProgram.FOUND.length())));
        } else if (line.equals(EngineCheckProgram.DONE)) {
          isDone = true;
        }
      }
      findings.addAll(ofCase);
      boolean isFault = lastStarted >= 0 && !isDone && FAULTS.contains(exit);
      if (isFault) {
        findings.addAll(EngineCheck.died(lastStarted, ofCase));
      }
      return new Answer(
          lastStarted,
          List.copyOf(findings),
          lastStarted >= 0 && !isDone && !isFault,
          "the process exited with code %s: %s".formatted(exit, errors));
    }

    private static Finding finding(String json) throws IOException {
      try {
        return EngineCheckProgram.json().fromJson(json, Finding.class);
      } catch (JsonParseException e) {
        throw new IOException("Cannot check the engine: " + e.getMessage(), e);
      }
    }
  }
}
