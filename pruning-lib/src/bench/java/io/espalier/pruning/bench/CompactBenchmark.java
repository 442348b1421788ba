// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.Inputs;
import java.util.List;
import org.openjdk.jmh.annotations.Param;

/** Steps under filter-wise masks, computed in each form. */
public class CompactBenchmark extends TurnsBenchmark {
  @Param("resnet20s")
  public String model;

  @Override
  List<Shot> shots() {
    Workload workload = workload(model, 1);
    Batch images = new Inputs(workload.set(), Workload.BATCH, workload.manager()).next();
    return MaskedForm.ALL.stream()
        .<Shot>map(form -> new MaskedStep(workload, images, form))
        .toList();
  }
}
