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
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network of {@code docs/models.md} can be used as a model under the name that the page gives.
 */
@Tag("any-processor")
class UserModelPageTest {
  @TempDir private Path folder;

  @Test
  void the_network_of_the_page_is_trained_and_pruned() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = PageCode.of("docs/models.md").compiled(0, "MyNet", folder)) {
      thread.setContextClassLoader(loader); // as Spark does
      Choice<Architecture> model = Architectures.ALL.choose("com.acme.MyNet", Map.of());

      TrialResult result = pruned(model);

      assertThat(result.prunable()).isEqualTo(3 * 16 * 9 + 16 * 32 * 9 + 32 * 4 * 4 * 4);
      assertThat(result.kept()).isEqualTo(new Sparsity(0.5).kept(result.prunable()));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private TrialResult pruned(Choice<Architecture> model) throws Exception {
    return new Trial(
            new LocalStorage(),
            TinyImages.set(72, 40),
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"))
        .run(
            new TrialSpec(
                model,
                Precision.FLOAT32,
                Methods.ALL.choose("random", Map.of("epochs", 1, "batch", 24)).value(),
                new Unstructured(),
                new Sparsity(0.5),
                1,
                folder.resolve("ticket").toString(),
                Optional.empty(),
                Optional.empty()),
            report -> {});
  }
}
