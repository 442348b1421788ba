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
   * @throws IllegalStateException when it cannot be started, with the reason
   */
  public static EngineFacts here() {
    try {
      DeviceFacts.of("cpu");
    } catch (RuntimeException | LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IllegalStateException("Cannot start the engine: " + cause.getMessage(), e);
    }
    return new EngineFacts(
        Optional.ofNullable(System.getenv("PYTORCH_FLAVOR"))
            .orElseGet(() -> Platform.detectPlatform("pytorch").getFlavor()),
        Utils.getEngineCacheDir("pytorch").toString());
  }
}
