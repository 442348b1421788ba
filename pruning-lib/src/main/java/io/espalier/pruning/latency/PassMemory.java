// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.ChildJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The memory that loading an exported network and a pass add to a process, at the peak, on a CPU.
 * Measured in a process of its own, because a runtime keeps memory that it has freed.
 *
 * @param runtime runtime that loads the network, with one thread
 * @param network folder of DJL for libtorch, file for ONNX Runtime
 * @param batch shape of the images: batch, channels, height, width
 */
record PassMemory(InferenceRuntime runtime, Path network, Shape batch) {
  private static final long MAX_SECONDS = 300;
  private static final int MAX_TOLD = 500;

  /** All of it is touched before the start, so that it does not grow meanwhile. */
  private static final List<String> HEAP = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  /**
   * Measures, in some seconds.
   *
   * @return bytes; empty where the system does not count them
   * @throws IOException when the process cannot be started or fails
   */
  OptionalLong bytes() throws IOException {
    if (!Files.exists(Path.of("/proc/self/clear_refs"))) { // not Linux
      return OptionalLong.empty();
    }
    List<String> arguments = new ArrayList<>(List.of(runtime.name(), network.toString()));
    Arrays.stream(batch.getShape()).mapToObj(String::valueOf).forEach(arguments::add);
    Path output = Files.createTempFile("espalier-memory", ".out");
    Path errors = Files.createTempFile("espalier-memory", ".err");
    Process process =
        new ChildJava(HEAP, PassMemoryProgram.class, arguments)
            .builder()
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        String all = Files.readString(errors, StandardCharsets.UTF_8).strip();
        throw new IOException(
            "Cannot measure the memory of a pass: "
                + all.substring(Math.max(0, all.length() - MAX_TOLD)));
      }
      return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith(PassMemoryProgram.ADDED))
          .mapToLong(line -> Long.parseLong(line.substring(PassMemoryProgram.ADDED.length())))
          .findFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot measure the memory of a pass: interrupted", e);
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }
}
