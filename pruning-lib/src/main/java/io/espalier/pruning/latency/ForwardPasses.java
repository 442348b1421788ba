// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.latency;

/** A network in a runtime, with a fixed batch of images. Used by one thread at a time. */
interface ForwardPasses extends AutoCloseable {

  /** Computes the logits of the batch, and returns when they are in the memory of the host. */
  void pass();

  /** Frees the network. */
  @Override
  void close();
}
