// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.sweep;

import io.espalier.pruning.train.CheckpointInterval;
import java.io.Serializable;

/**
 * How runs are executed. This does not affect results, and is therefore not part of the key of a
 * run.
 *
 * @param device device of the runs
 * @param checkpoints interval of checkpoints: the work that a killed run can lose
 */
public record Execution(DeviceChoice device, CheckpointInterval checkpoints)
    implements Serializable {

  /** The execution of a configuration without these keys. */
  public static final Execution DEFAULT =
      new Execution(DeviceChoice.AUTO, CheckpointInterval.DEFAULT);
}
