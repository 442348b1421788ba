// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.TicketSize;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.measure.NetworkSize;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.TinyImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the files of runs with the estimated sizes. */
class TicketSizeTest {
  private static final ImageSet IMAGES = TinyImages.set(24, 24);
  private static final Choice<Architecture> MODEL = Architectures.ALL.choose("resnet20s", Map.of());

  @TempDir private Path folder;

  @Test
  void the_estimated_sizes_are_within_1_percent_of_the_written_files() throws Exception {
    NetworkSize size = NetworkSize.of(MODEL.value(), IMAGES.format());
    TrialResult dense = run("dense", Sparsity.DENSE, Optional.empty());
    run("random", new Sparsity(0.5), Optional.empty());

    assertThat(size.parameters()).isEqualTo(dense.parameters());
    assertThat(size.prunable()).isEqualTo(dense.prunable());
    assertThat(size.macs()).isEqualTo(dense.macs().dense());
    assertThat(new TicketSize(size).ofDense()).isCloseTo(kept("dense"), withinPercentage(1));
    assertThat(new TicketSize(size).ofTicket()).isCloseTo(kept("random"), withinPercentage(1));
  }

  private TrialResult run(String method, Sparsity sparsity, Optional<TrialSpec.Parent> parent)
      throws IOException, InterruptedException {
    return new Trial(
            new LocalStorage(),
            IMAGES,
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"))
        .run(
            new TrialSpec(
                MODEL,
                Precision.FLOAT32,
                Methods.ALL.choose(method, Map.of("epochs", 1, "batch", 24)).value(),
                new Unstructured(),
                sparsity,
                1,
                folder.resolve(method).toString(),
                parent,
                Optional.empty()),
            report -> {});
  }

  private long kept(String method) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(method))) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }
}
