// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** The training images that each epoch of a phase uses. Epochs begin in order. */
public interface EpochImages {
  /** All images in each epoch. */
  EpochImages ALL =
      new EpochImages() {
        @Override
        public int[] of(int epoch, int[] order) {
          return order;
        }

        @Override
        public void saw(int[] images, NDArray logits, NDArray labels) {
          // nothing depends on it
        }

        @Override
        public Map<String, NDArray> memory() {
          return Map.of();
        }
      };

  /**
   * The images of an epoch, one or more.
   *
   * @param epoch from 0
   * @param order all images in random order
   * @return those that the epoch uses, in the same order; the same images at each call for an
   *     epoch. A last batch of one image is left out, if they are not all
   */
  int[] of(int epoch, int[] order);

  /**
   * Receives the outputs of a step, before its update.
   *
   * @param images indices of the images of the step, (batch)
   * @param logits (batch, classes); part of the graph of the gradient
   * @param labels int64, (batch)
   */
  void saw(int[] images, NDArray logits, NDArray labels);

  /** What a checkpoint contains of this, by name; restored in place. */
  Map<String, NDArray> memory();

  /** Chooses the images of the epochs of a phase. */
  @FunctionalInterface
  interface Curriculum {
    /**
     * @param phase name of the phase
     * @param epochs its number of epochs
     * @return in the memory of the network
     */
    EpochImages begin(String phase, int epochs);
  }
}
