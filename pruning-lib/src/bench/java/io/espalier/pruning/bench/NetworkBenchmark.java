// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Param;

/** The parts of a network's training. */
public class NetworkBenchmark extends TurnsBenchmark {
  private static final int STEPS_AN_EPOCH = 15;

  @Param public NetworkTurns turns;

  @Override
  List<Shot> shots() {
    NetworkShots shots =
        new NetworkShots(
            workload(turns.model(), STEPS_AN_EPOCH), workload(turns.model(), STEPS_AN_EPOCH));
    return turns.parts().stream().map(shots::of).toList();
  }
}
