// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.export;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Builds the network of an exported ticket from the manifest next to its weights, for DJL's {@code
 * Criteria}: {@code optArgument("blockFactory", TicketBlockFactory.class.getName())}.
 */
public final class TicketBlockFactory implements BlockFactory {

  /**
   * @param modelPath folder of the ticket
   * @throws IOException when the folder has no manifest
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
    Manifest manifest = Manifest.read(new LocalStorage(), modelPath.toString());
    return Architectures.ALL
        .choose(manifest.model(), manifest.settings())
        .value()
        .block(manifest.classes());
  }
}
