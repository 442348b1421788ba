// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.Serializable;
import java.util.Optional;

/**
 * The engine of this process.
 *
 * @param flavor devices that libtorch is built for: {@code cpu}, {@code cu128}, …
 * @param cache folder where DJL unpacks it
 */
public record EngineFacts(String flavor, String cache) implements Serializable {
  /**
   * Starts the engine if it is not running.
   *
   * @throws EngineUnavailable when it cannot be started
   */
  public static EngineFacts here() {
    Libtorch.started();
    return new EngineFacts(
        Optional.ofNullable(System.getenv("PYTORCH_FLAVOR"))
            .orElseGet(() -> Platform.detectPlatform("pytorch").getFlavor()),
        Utils.getEngineCacheDir("pytorch").toString());
  }
}
