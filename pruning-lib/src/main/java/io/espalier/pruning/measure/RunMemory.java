// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.measure;

import io.espalier.pruning.model.Precision;

/**
 * An estimate of the memory that a run needs, before it starts: what a method keeps for each
 * parameter, and what a training step keeps of the layers for its backward pass. Without the engine
 * itself, the images of the dataset, and the second derivatives with which GraSP scores.
 *
 * <p>Compared with processes on a CPU (docs/performance.md); not tried on a card.
 *
 * @param device bytes on the device
 * @param host bytes in the memory of the host in addition, if it is not that of the device: the
 *     copy for a checkpoint
 */
public record RunMemory(long device, long host) {
  /**
   * Vectors of the size of the parameters at the peak of a step of BiP, which has the most. Ten
   * have names: the initial network, the one that the run starts from, weights, mask, masked
   * weights and their gradient, scores with their gradient, and the velocities of both. The others
   * were found by measuring: copies in the layouts of kernels, and parts of a gradient before they
   * are joined. Methods without scores need less.
   */
  private static final int VECTORS = 16;

  /** Vectors of a checkpoint: weights, mask, scores, and two velocities. */
  private static final int SAVED = 5;

  /**
   * The estimate for training.
   *
   * @param network its size
   * @param batch images of a step
   * @param precision precision of the outputs of layers
   */
  public static RunMemory of(NetworkSize network, int batch, Precision precision) {
    long values = network.parameters() + network.statistics();
    int bytesOfOutput = precision == Precision.BF16 ? Short.BYTES : Float.BYTES;
    return new RunMemory(
        VECTORS * values * Float.BYTES + batch * network.outputs() * bytesOfOutput,
        SAVED * values * Float.BYTES);
  }
}
