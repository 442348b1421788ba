// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** Writes tickets of a narrow ResNet-20s with random values, of which no weight is removed. */
public final class WrittenTicket {
  private static final Map<String, Object> SETTINGS = Map.of("width", 0.25);

  private static final String MANIFEST =
      """
      {"model": "resnet20s", "settings": {"width": 0.25}, "classes": %s, "image": [%s, %s, %s],
       "mean": [0.5, 0.25, 0.125], "deviation": [0.5, 1.0, 2.0], "accuracy": 0.75, "kept": 9}
      """;

  private WrittenTicket() {}

  /**
   * @param folder of the ticket
   * @param changed changes the values in place, before they are written
   */
  public static void of(
      Path folder, long seed, ImageSet set, BiConsumer<PrunableNet, NetworkState> changed)
      throws IOException {
    Path manifest = Files.createTempDirectory("manifest");
    Files.writeString(
        manifest.resolve(Manifest.FILE),
        MANIFEST.formatted(set.classes(), set.channels(), set.height(), set.width()));
    try (NDManager manager = NDManager.newBaseManager()) {
      PrunableNet net =
          new PrunableNet(
              manager,
              Architectures.ALL.choose("resnet20s", SETTINGS).value().block(set.classes()),
              new Shape(set.channels(), set.height(), set.width()),
              DataType.FLOAT32,
              PrunableNet.Layout.CHANNELS_LAST);
      NetworkState state = net.initialState(i -> new SplittableRandom(100 * seed + i));
      changed.accept(net, state);
      LocalStorage storage = new LocalStorage();
      new TicketFolder(storage, folder.toString())
          .write(net, state, Mask.dense(net), Manifest.read(storage, manifest.toString()));
    }
    Files.delete(manifest.resolve(Manifest.FILE));
    Files.delete(manifest);
  }
}
