// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.plan;

import java.io.Serializable;

/** What a run starts from. */
public sealed interface Origin extends Serializable
    permits Origin.Initialization, Origin.OtherMask, Descent {

  /** The untrained network of the run's seed. */
  record Initialization() implements Origin {}

  /**
   * The untrained network of the run's seed, and the mask of another run.
   *
   * @param run key of that run
   */
  record OtherMask(RunKey run) implements Origin {}
}
