// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import ai.djl.Device;

/**
 * Where the images of a batch and the masks of a network are prepared. Both ways yield the same
 * bits.
 */
public enum Residence {
  /** In host memory, which on a CPU is the memory of the arrays. */
  HOST,
  /**
   * In the memory of the device, by its own operations. Nothing of a training step waits for the
   * host. Works on a CPU, too.
   */
  DEVICE;

  /** The way that runs take on a device. */
  public static Residence of(Device device) {
    return device.isGpu() ? DEVICE : HOST;
  }
}
