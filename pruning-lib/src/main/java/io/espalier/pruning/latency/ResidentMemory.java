// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The resident memory of this process, as Linux tells it. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /** In bytes; empty on other systems. */
  static OptionalLong now() {
    return value("VmRSS:");
  }

  /** The largest so far, in bytes; empty on other systems. */
  static OptionalLong peak() {
    return value("VmHWM:");
  }

  private static OptionalLong value(String name) {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst();
    } catch (IOException e) { // not Linux
      return OptionalLong.empty();
    }
  }
}
