package io.espalier.jobs.sweep;

import io.espalier.pruning.train.CheckpointInterval;
import java.io.Serializable;

/**
 * How runs are run. Nothing of it is part of a run's key: it decides where and how safely a result
 * is made, not which.
 *
 * @param device where runs compute
 * @param checkpoints how much of its work a killed run may lose
 */
public record Execution(DeviceChoice device, CheckpointInterval checkpoints)
    implements Serializable {

  /** What a config without a word about it has. */
  public static final Execution DEFAULT =
      new Execution(DeviceChoice.AUTO, CheckpointInterval.DEFAULT);
}
