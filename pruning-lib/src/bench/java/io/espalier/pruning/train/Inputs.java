// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDManager;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.Residence;

/** The augmented batches of a phase without its steps, in their order. */
public final class Inputs implements AutoCloseable {
  private static final int EPOCHS = 1000;

  private final PhaseBatches batches;
  private long next;

  public Inputs(ImageSet set, int batch, NDManager manager) {
    BatchLoaders loaders = new BatchLoaders(set, manager, Residence.of(manager.getDevice()));
    batches = new PhaseBatches(loaders, new Streams(1), "inputs", EPOCHS, batch, EpochImages.ALL);
  }

  /** Arrays of the caller's scope, which hold until the next batch is asked for. */
  public Batch next() {
    return batches.batch(next++);
  }

  @Override
  public void close() {
    batches.close();
  }
}
