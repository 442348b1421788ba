// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The processor of this machine, as reported by Linux.
 *
 * @param facts everything that can affect the choice of kernels, by name: vendor, family, model,
 *     stepping, microcode, flags and cache sizes
 */
public record Processor(Map<String, String> facts) {
  private static final Path INFO = Path.of("/proc/cpuinfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final String NAME = "model name";
  private static final String FLAGS = "flags";
  private static final List<String> LASTING =
      List.of(
          "vendor_id", "cpu family", "model", NAME, "stepping", "microcode", "cache size", FLAGS);

  public Processor {
    facts = Map.copyOf(facts);
  }

  /** The processor of this process; on systems other than Linux only its architecture. */
  public static Processor here() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("architecture", System.getProperty("os.arch"));
    try (Stream<String> lines = Files.lines(INFO)) {
      lines
          .takeWhile(line -> !line.isBlank()) // the first processor; all are alike
          .map(line -> line.split("\\s*:\\s*", 2))
          .filter(fact -> fact.length == 2 && LASTING.contains(fact[0].strip()))
          .forEach(fact -> facts.put(fact[0].strip(), fact[1].strip()));
      facts.put("caches", caches());
    } catch (IOException e) { // not Linux
      return new Processor(facts);
    }
    return new Processor(facts);
  }

  private static String caches() throws IOException {
    if (!Files.isDirectory(CACHES)) {
      return "hidden";
    }
    StringBuilder sizes = new StringBuilder();
    try (Stream<Path> levels = Files.list(CACHES)) {
      for (Path level : levels.sorted().toList()) {
        Path size = level.resolve("size");
        sizes.append(Files.exists(size) ? Files.readString(size).strip() + " " : "");
      }
    }
    return sizes.isEmpty() ? "hidden" : sizes.toString().strip();
  }

  /** The model name; the architecture if it is unknown. */
  public String name() {
    return facts.getOrDefault(NAME, facts.get("architecture"));
  }

  /** The instruction set extensions, by their names in Linux. */
  public Set<String> flags() {
    return new TreeSet<>(Arrays.asList(facts.getOrDefault(FLAGS, "").split(" ", -1)));
  }
}
