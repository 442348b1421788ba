package io.espalier.jobs.run;

import java.util.function.DoubleConsumer;
import org.apache.spark.util.DoubleAccumulator;

/**
 * Reports a run's growing number of passes through an accumulator, which reaches the driver with
 * the executor's heartbeats.
 */
final class PassesMade implements DoubleConsumer {
  private final DoubleAccumulator passes;

  PassesMade(DoubleAccumulator passes) {
    this.passes = passes;
  }

  @Override
  public void accept(double total) {
    passes.add(total - passes.sum());
  }
}
