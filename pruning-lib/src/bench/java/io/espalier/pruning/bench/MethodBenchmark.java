// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;

/** Runs of all methods on ResNet-20s. */
public class MethodBenchmark extends TurnsBenchmark {
  static final String MODEL = "resnet20s";

  @Override
  List<Shot> shots() {
    Workload workload = workload(MODEL, 1);
    return MethodTurn.ALL.stream().map(turn -> turn.run().on(workload)).toList();
  }
}
