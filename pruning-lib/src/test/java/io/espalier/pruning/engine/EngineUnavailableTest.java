// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

class EngineUnavailableTest {
  private static final String FOLDER = Utils.getEngineCacheDir("pytorch").toString();

  @Test
  void a_folder_that_cannot_be_written_is_named_with_the_reason_and_the_variable_that_moves_it() {
    assertThat(unpacking(new AccessDeniedException(FOLDER)))
        .isEqualTo(
            "Cannot start the engine: cannot unpack libtorch into "
                + FOLDER
                + ": permission denied; set DJL_CACHE_DIR to a folder that can be written, with 500"
                + " MB free");
    assertThat(unpacking(new IOException("No space left on device")))
        .contains(FOLDER + ": No space left on device; set DJL_CACHE_DIR");
  }

  @Test
  void a_file_system_without_execution_is_recognised_by_the_message_of_the_loader() {
    assertThat(
            EngineUnavailable.because(
                new UnsatisfiedLinkError(
                    FOLDER + "/libc10.so: failed to map segment from shared object")))
        .hasMessageContaining(FOLDER + ": its file system is mounted noexec; set DJL_CACHE_DIR");
  }

  @Test
  void any_other_reason_is_the_innermost_one_with_the_ways_to_provide_libtorch() {
    assertThat(
            EngineUnavailable.because(
                new EngineException("outer", new IllegalStateException("no libtorch.so"))))
        .hasMessage(
            "Cannot start the engine: no libtorch.so; provide libtorch by --jars, or by"
                + " PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR");
  }

  private static String unpacking(IOException thrown) {
    return EngineUnavailable.because(
            new EngineException("Failed to extract PyTorch native library", thrown))
        .getMessage();
  }
}
