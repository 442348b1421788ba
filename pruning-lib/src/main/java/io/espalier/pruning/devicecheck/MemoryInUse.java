// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory in use.
 *
 * @param resident resident memory of this process, in MiB; -1 where it is unknown
 * @param peak its largest value so far
 * @param card memory of the GPU that is in use by all processes, in MiB; -1 on a CPU
 */
record MemoryInUse(long resident, long peak, long card) {
  private static final int MIB = 20;

  static MemoryInUse now(String device) {
    Device found = Device.fromName(device);
    return new MemoryInUse(
        ofProcess("VmRSS:"),
        ofProcess("VmHWM:"),
        found.isGpu() ? CudaUtils.getGpuMemory(found).getCommitted() >> MIB : -1);
  }

  private static long ofProcess(String value) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(value))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) { // not Linux
      return -1;
    }
  }

  String text() {
    return (card < 0 ? "" : "%s MiB of the card in use, ".formatted(card))
        + "%s MiB resident".formatted(resident);
  }
}
