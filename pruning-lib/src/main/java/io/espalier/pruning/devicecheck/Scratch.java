// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder that is deleted with all that is in it. */
record Scratch(Path folder) implements AutoCloseable {
  static Scratch create() throws IOException {
    return new Scratch(Files.createTempDirectory("espalier-device-check"));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> inwards = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : inwards) {
        Files.delete(file);
      }
    }
  }
}
