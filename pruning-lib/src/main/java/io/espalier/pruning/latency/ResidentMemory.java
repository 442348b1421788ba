// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a piece of work adds to the memory of this process, at its peak, as Linux counts it:
 * resident pages without those of files, so that the code of libraries does not count.
 */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  /** Written to {@link #RESET}, sets the peak to the current value. */
  private static final String PEAK = "5";

  private final long before;

  private ResidentMemory(long before) {
    this.before = before;
  }

  /**
   * Starts to count.
   *
   * @throws IOException when the system does not count
   */
  static ResidentMemory start() throws IOException {
    Files.writeString(RESET, PEAK);
    return new ResidentMemory(kilobytes("RssAnon:"));
  }

  /**
   * The bytes that were added since the start, at the peak; at least 0.
   *
   * @throws IOException when the system does not count
   */
  long added() throws IOException {
    long peak = kilobytes("VmHWM:") - kilobytes("RssFile:") - kilobytes("RssShmem:");
    return Math.max(0, peak - before) << 10;
  }

  private static long kilobytes(String name) throws IOException {
    List<String> lines = Files.readAllLines(STATUS);
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow(() -> new IOException("Cannot read %s: no %s".formatted(STATUS, name)));
  }
}
