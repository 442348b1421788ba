// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import ai.djl.util.Platform;
import io.espalier.pruning.engine.Processor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that the result of an engine check depends on: the processor, libtorch, the
 * environment variables that its libraries read, and the check itself.
 *
 * @param facts facts by name, ordered by name
 */
record EngineIdentity(Map<String, String> facts) {
  private static final List<String> PREFIXES =
      List.of("ONEDNN_", "DNNL_", "MKL_", "ATEN_", "PYTORCH_");
  private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
  private static final int SHORT = 16;

  private static final List<String> CODE =
      List.of(
          "check/EngineCheck",
          "check/EngineCheck$Finding",
          "check/EngineCheck$Quantity",
          "check/EngineCheck$Results",
          "check/EngineCheck$Trying",
          "check/EngineCase",
          "check/RelativeError",
          "model/Operation",
          "model/NetworkBlocks",
          "model/PointwiseConvolution",
          "model/PrunableNet",
          "model/FlatLayout",
          "model/FlatLayout$Slot",
          "model/FlatVectors",
          "model/HeInitialization",
          "model/Arithmetic",
          "engine/Cast",
          "engine/HostCopy",
          "engine/TorchProgram",
          "engine/ForwardPass",
          "engine/GraphGradient",
          "engine/Autograd");

  static EngineIdentity of(Processor processor) {
    Map<String, String> facts = new TreeMap<>(processor.facts());
    Platform libtorch = Platform.detectPlatform("pytorch");
    facts.put("libtorch", libtorch.getVersion() + " " + libtorch.getFlavor());
    for (String name : List.of(LIBRARY_PATH, "PYTORCH_FLAVOR", "PYTORCH_VERSION")) {
      facts.put("property " + name, System.getProperty(name, ""));
    }
    System.getenv()
        .forEach(
            (name, value) -> {
              if (PREFIXES.stream().anyMatch(name::startsWith)) {
                facts.put(name, value);
              }
            });
    String folder = System.getenv(LIBRARY_PATH);
    if (folder != null) {
      facts.put("library", library(Path.of(folder, "libtorch_cpu.so")));
    }
    facts.put("check", hash(code()));
    return new EngineIdentity(facts);
  }

  /** A name for a file. */
  String name() {
    return hash(facts.toString().getBytes(StandardCharsets.UTF_8)).substring(0, SHORT);
  }

  private static String library(Path file) {
    try {
      return Files.size(file) + " bytes of " + Files.getLastModifiedTime(file);
    } catch (IOException e) { // DJL reports missing libraries
      return "none";
    }
  }

  /**
   * The class files of the check and of the networks that it builds, because a change of either
   * makes it another check.
   */
  private static byte[] code() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (String name : CODE) {
      try (InputStream in =
          EngineCheck.class.getResourceAsStream("/io/espalier/pruning/" + name + ".class")) {
        in.transferTo(code);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return code.toByteArray();
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
