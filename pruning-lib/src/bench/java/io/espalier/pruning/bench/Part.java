// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

/**
 * What is timed on one network, a batch of {@link Workload#BATCH} images where it has one. In the
 * order of their turns: what is compared most is next to each other.
 */
enum Part {
  /** Forward and backward of a fixed batch with cross-entropy; no input, mask or update. */
  BARE,
  /** A whole step of the dense method in the training loop: input, z, bare, update. */
  DENSE_STEP,
  /** A whole iteration of BiP in the training loop: lower level, upper level, top-k. */
  BIP_ITERATION,
  /** A dense step of each of two runs, at the same time, as two slots have them. */
  TWO_AT_ONCE,
  /** The same step of a network whose layers compute in bfloat16. */
  BF16_STEP,
  /** An augmented batch, brought to the engine. */
  INPUT,
  /** The mask applied to the weights. */
  MASK,
  /** Both updates of stochastic gradient descent, by the masked gradient. */
  UPDATE,
  /** The mask from the scores. */
  TOP_K,
  /** The accuracy on {@link Workload#EVALUATED} images. */
  EVALUATION,
  /** The copy of a dense run's vectors that another thread makes a checkpoint of. */
  SNAPSHOT,
  /** A product of square float32 matrices of 512 rows. */
  PRODUCT_512,
  /** Of 1,024 rows. */
  PRODUCT_1024,
  /** Of 2,048 rows. */
  PRODUCT_2048
}
