// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import io.espalier.pruning.engine.CudaRuntime;

/**
 * Thrown when the device of a task does not exist. The executor is at fault, not the run, so Spark
 * retries the task on another executor.
 */
public final class NoSuchDevice extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoSuchDevice(String message) {
    super(message);
  }

  /**
   * A GPU that Spark assigned and the engine does not find.
   *
   * @param leased address of the GPU and name of its host
   * @param device its name in the process, such as {@code gpu0}
   */
  static NoSuchDevice notFound(String leased, String device) {
    return new NoSuchDevice(
        "Cannot use GPU %s: the engine finds no %s there; check the driver, PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR, or set device: cpu"
            .formatted(leased, device));
  }

  /**
   * A GPU that Spark assigned, on a host where the engine has no library to count GPUs with.
   *
   * @param leased address of the GPU and name of its host
   */
  static NoSuchDevice notCounted(String leased) {
    return new NoSuchDevice(
        "Cannot use GPU %s: the engine counts GPUs with libcudart.so and finds none; add -D%s=FOLDER to spark.executor.extraJavaOptions, with the folder of libcudart.so there, such as /usr/local/cuda/lib64, or set device: cpu"
            .formatted(leased, CudaRuntime.FOLDERS));
  }
}
