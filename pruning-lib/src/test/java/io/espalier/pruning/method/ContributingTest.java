// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.mask.Filters;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.TinyImages;
import io.espalier.pruning.trial.PageCode;
import io.espalier.pruning.trial.Trial;
import io.espalier.pruning.trial.TrialResult;
import io.espalier.pruning.trial.TrialSpec;
import java.lang.reflect.Field;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example method of CONTRIBUTING.md works as printed there. */
@Tag("any-processor")
class ContributingTest {
  @TempDir private Path folder;

  @Test
  void the_example_method_needs_one_file_and_one_catalog_line() throws Exception {
    PageCode page = PageCode.of("CONTRIBUTING.md");
    assertThat(page.blocks().get(1)).contains("\"magnitude-at-init\", 1, MagnitudeAtInit.DEFAULTS");

    try (URLClassLoader loader = page.compiled(0, "MagnitudeAtInit", folder)) {
      Class<?> type = loader.loadClass("io.espalier.pruning.method.MagnitudeAtInit");
      Field defaults = type.getDeclaredField("DEFAULTS");
      defaults.setAccessible(true);
      Catalog<PruningMethod> methods =
          new Catalog<>(
              "method",
              List.of(
                  new Catalog.Entry<>("magnitude-at-init", 1, (PruningMethod) defaults.get(null))));
      Choice<PruningMethod> method =
          methods.choose("magnitude-at-init", Map.of("epochs", 1, "batch", 24));

      assertThat(method.variant()).isEqualTo("batch=24 epochs=1");
      TrialResult weights = run(method, new Unstructured());
      assertThat(weights.kept()).isEqualTo(Sparsity.afterRounds(5).kept(weights.prunable()));
      TrialResult filters = run(method, new Filters());
      assertThat(filters.groups()).isLessThan(weights.groups());
      assertThat(filters.groupsKept()).isLessThan(filters.groups());
    }
  }

  private TrialResult run(Choice<PruningMethod> method, Granularity structure) throws Exception {
    return new Trial(
            new LocalStorage(),
            TinyImages.set(48, 8),
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"))
        .run(
            new TrialSpec(
                Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)),
                Precision.FLOAT32,
                method.value(),
                structure,
                Sparsity.afterRounds(5),
                1,
                folder.resolve(structure.toString()).toString(),
                Optional.empty(),
                Optional.empty()),
            report -> {});
  }
}
