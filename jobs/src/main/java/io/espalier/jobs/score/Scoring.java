// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.jobs.sweep.DeviceChoice;
import java.io.Serializable;
import org.apache.spark.util.SerializableConfiguration;

/**
 * How to score.
 *
 * @param batch images of each pass, 1 or more
 * @param device device of the tasks
 * @param configuration of the file systems of the tickets and images
 */
public record Scoring(int batch, DeviceChoice device, SerializableConfiguration configuration)
    implements Serializable {

  /** The default of {@link #batch}, that of the evaluation of a run on a CPU. */
  public static final int DEFAULT_BATCH = 250;

  public Scoring {
    if (batch < 1) {
      throw new IllegalArgumentException("Invalid batch: " + batch + ", must be at least 1");
    }
  }
}
