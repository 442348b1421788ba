// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.TinyImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opt-in, because it takes a minute or two: a step must free all memory that it allocates outside
 * of the Java heap.
 */
@Tag("soak")
class MemorySoakTest {
  @TempDir private Path folder;

  @Test
  void resident_memory_is_flat_over_2000_steps_of_bip() throws Exception {
    Choice<Architecture> model = Architectures.ALL.choose("resnet20s", Map.of("width", 0.5));
    Trial trial =
        new Trial(
            new LocalStorage(),
            TinyImages.set(500, 40),
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"));
    String dense = folder.resolve("dense").toString();
    Map<String, Object> settings = Map.of("epochs", 1, "batch", 10);
    trial.run(
        new TrialSpec(
            model,
            Precision.FLOAT32,
            Methods.ALL.choose("dense", settings).value(),
            new Unstructured(),
            Sparsity.DENSE,
            1,
            dense,
            Optional.empty(),
            Optional.empty()),
        report -> {});
    List<Long> resident = new ArrayList<>();

    trial.run(
        new TrialSpec(
            model,
            Precision.FLOAT32,
            Methods.ALL.choose("bip", Map.of("epochs", 40, "batch", 10)).value(),
            new Unstructured(),
            Sparsity.afterRounds(5),
            1,
            folder.resolve("bip").toString(),
            Optional.of(new TrialSpec.Parent(dense, TrialSpec.Role.DENSE)),
            Optional.of(dense)),
        report -> resident.add(residentKilobytes()));

    long early = resident.get(9);
    long late = resident.get(39);
    assertThat(late - early)
        .as("growth in kB from step 500 to step 2,000; after each epoch: %s", resident)
        .isLessThan(20_000);
  }

  private static long residentKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
