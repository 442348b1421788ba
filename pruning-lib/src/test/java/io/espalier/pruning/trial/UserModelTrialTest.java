// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.TicketBlockFactory;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.TinyImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of networks that are not listed. */
class UserModelTrialTest {
  private static final ImageSet IMAGES = TinyImages.set(72, 40);

  @TempDir private Path folder;

  public static class Convolutional implements BlockFactory {
    private static final long serialVersionUID = 1;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      return new SequentialBlock()
          .add(Conv2d.builder().setFilters(6).setKernelShape(new Shape(3, 3)).build())
          .add(Activation::relu)
          .add(Blocks.batchFlattenBlock())
          .add(Linear.builder().setUnits((Integer) arguments.get("classes")).build());
    }
  }

  public static final class OneClassTooMany extends Convolutional {
    private static final long serialVersionUID = 1;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      return super.newBlock(model, path, Map.of("classes", IMAGES.classes() + 1));
    }
  }

  @Test
  void a_user_defined_network_is_pruned_and_its_ticket_loads_its_class() throws Exception {
    TrialResult result = run(Convolutional.class, "random");

    assertThat(result.kept()).isEqualTo(new Sparsity(0.5).kept(result.prunable()));
    Block block = new TicketBlockFactory().newBlock(null, folder, Map.of());
    try (NDManager manager = NDManager.newBaseManager();
        PrunableNet net =
            new PrunableNet(
                manager,
                block,
                new Shape(IMAGES.channels(), IMAGES.height(), IMAGES.width()),
                DataType.FLOAT32,
                PrunableNet.Layout.CHANNELS_LAST);
        Model model = Model.newInstance(TicketFolder.NAME, "PyTorch")) {
      NetworkState pruned =
          new TicketFolder(new LocalStorage(), folder.toString()).readState(manager);
      model.setBlock(net.block());
      model.load(folder, TicketFolder.NAME);

      assertThat(net.stateOfBlock().weights()).isEqualTo(pruned.weights());
      assertThat(pruned.weights().neq(0).sum().getLong()).isEqualTo(result.kept());
    }
  }

  @Test
  void a_network_with_a_wrong_number_of_outputs_is_refused_by_name() {
    assertThatThrownBy(() -> run(OneClassTooMany.class, "random"))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            "Cannot use model %s: it returns [(1, %s)] for images (1, 3, 8, 8), must return logits (1, %s)",
            OneClassTooMany.class.getName(), IMAGES.classes() + 1, IMAGES.classes());
    assertThat(folder).isEmptyDirectory();
  }

  private TrialResult run(Class<?> model, String method) throws IOException, InterruptedException {
    return new Trial(
            new LocalStorage(),
            IMAGES,
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"))
        .run(
            new TrialSpec(
                Architectures.ALL.choose(model.getName(), Map.of()),
                Precision.FLOAT32,
                Methods.ALL.choose(method, Map.of("epochs", 1, "batch", 24)).value(),
                new Unstructured(),
                new Sparsity(0.5),
                1,
                folder.toString(),
                Optional.empty(),
                Optional.empty()),
            report -> {});
  }
}
