// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.pooling.Pool;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.NetworkBlocks;
import io.espalier.pruning.model.Step;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.TinyImages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrays and sub-managers that a network's manager holds, and with them its memory. */
@Tag("any-processor")
class ManagedArraysTest {
  private static final int EPOCHS = 50;

  /** 1,000 steps: 20 an epoch. */
  private static final int IMAGES = 80;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"HOST, dense", "HOST, granet", "DEVICE, bip", "DEVICE, granet"})
  void a_thousand_steps_and_fifty_checkpoints_leave_nothing_behind(
      Residence residence, String method) throws Exception {
    List<Integer> held = new ArrayList<>();
    try (TinyRun run =
        new TinyRun(
            new SequentialBlock()
                .add(NetworkBlocks.convolution(4, 3, 2))
                .add(NetworkBlocks.batchNorm())
                .add(Step.Simple.RELU6)
                .add(Pool.globalAvgPool2dBlock())
                .add(NetworkBlocks.linear(4)),
            DataType.FLOAT32,
            TinyImages.set(IMAGES, 8),
            residence)) {
      CheckpointFolder checkpoints =
          new CheckpointFolder(
              new LocalStorage(), folder.toString(), CheckpointInterval.ofEpochs(1));
      run.each = () -> held.add(held(run.net.manager()));
      run.prune(
          method,
          Map.of("epochs", EPOCHS, "batch", 4),
          new Unstructured(),
          0.5,
          Optional.of(checkpoints));
      assertThat(run.saves).isGreaterThan(EPOCHS - 2);
    }

    assertThat(held).hasSize(EPOCHS);
    assertThat(held.subList(1, EPOCHS)).as("after each epoch").containsOnly(held.get(1));
  }

  private static int held(NDManager manager) {
    try {
      VarHandle resources =
          MethodHandles.privateLookupIn(BaseNDManager.class, MethodHandles.lookup())
              .findVarHandle(BaseNDManager.class, "resources", ConcurrentHashMap.class);
      return ((ConcurrentHashMap<?, ?>) resources.get(manager)).size();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
