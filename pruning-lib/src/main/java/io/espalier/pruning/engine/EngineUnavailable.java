// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.util.Utils;
import io.espalier.pruning.storage.Reason;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Thrown when the engine cannot be started in this process. The message is one line with the reason
 * and the remedy. The machine is at fault, not the run that needs the engine.
 */
public final class EngineUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String START = "Cannot start the engine: ";

  private EngineUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Explains what DJL threw.
   *
   * @param thrown by DJL when it starts the engine
   */
  static EngineUnavailable because(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String folder = Utils.getEngineCacheDir("pytorch").toString();
    if (cause instanceof IOException unpacking) {
      return new EngineUnavailable(
          START
              + "cannot unpack libtorch into "
              + folder
              + ": "
              + (unpacking instanceof NoSuchFileException
                  ? "the folder cannot be created"
                  : Reason.of(unpacking))
              + "; set DJL_CACHE_DIR to a folder that can be written, with 500 MB free",
          thrown);
    }
    if (isOfNoexec(cause)) {
      return new EngineUnavailable(
          START
              + "cannot load libtorch from "
              + folder
              + ": its file system is mounted noexec; set DJL_CACHE_DIR to a folder on another one",
          thrown);
    }
    return new EngineUnavailable(
        START
            + (cause.getMessage() == null ? cause.toString() : cause.getMessage())
            + "; provide libtorch by --jars, or by PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR",
        thrown);
  }

  /** The loader of Linux has no other sign of a file system without execution. */
  private static boolean isOfNoexec(Throwable cause) {
    return cause instanceof UnsatisfiedLinkError
        && String.valueOf(cause.getMessage()).contains("failed to map segment");
  }
}
