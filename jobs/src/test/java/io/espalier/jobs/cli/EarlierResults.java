// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Results that version 0.1.0 wrote: a dense run and two rounds of IMP. */
public final class EarlierResults {
  /** The sweep that wrote them. */
  static final String SWEEP =
      """
      dense: {epochs: 1, batch: 10}
      grid:
        dataset: {name: shapes, train: 20, test: 10}
        model: {name: resnet20s, width: 0.125}
        method: {name: imp, epochs: 1, batch: 10}
        sparsity: {rounds: [1, 2]}
        seed: 1
      """;

  private static final Path STORED = Path.of("src/test/resources/results-0.1.0");

  private EarlierResults() {}

  public static void copyTo(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(STORED)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(STORED.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
