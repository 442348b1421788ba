// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineCheck;
import io.espalier.pruning.check.EngineNeeds;
import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.check.EngineVerdict;
import io.espalier.pruning.data.DataException;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.model.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureKindTest {

  @Test
  void the_kind_of_an_unchecked_io_exception_is_that_of_its_cause() {
    assertThat(FailureKind.of(new UncheckedIOException(new DataException("no image"))))
        .isEqualTo(FailureKind.DATA);
    assertThat(FailureKind.of(new UncheckedIOException(new IOException("disk full"))))
        .isEqualTo(FailureKind.IO);
    assertThat(FailureKind.of(new DataException("no image"))).isEqualTo(FailureKind.DATA);
    assertThat(FailureKind.of(new IllegalStateException("?"))).isEqualTo(FailureKind.BUG);
  }

  @Test
  void a_container_that_yarn_kills_for_its_memory_is_out_of_memory() {
    String physical =
        "Container killed by YARN for exceeding physical memory limits. 1.1 GB of 1 GB physical"
            + " memory used. Consider boosting spark.executor.memoryOverhead.";

    assertThat(FailureKind.of(new LostRun("Started 3 times (" + physical + ")")))
        .isEqualTo(FailureKind.OOM);
    assertThat(FailureKind.saysOutOfMemory(physical.replace("physical", "virtual"))).isTrue();
    assertThat(FailureKind.saysOutOfMemory("Container killed by YARN: preempted")).isFalse();
  }

  @Test
  void an_engine_failure_is_not_final_so_another_sweep_retries_it() {
    EngineVerdict wrong = new EngineVerdict("ALL", EngineCheck.died(0, List.of()));
    CheckedEngine engine = new CheckedEngine("AMD EPYC", "ALL", null, List.of(wrong));
    EngineNeeds needs =
        new EngineNeeds(Set.of(Operation.CONVOLUTION), Precision.FLOAT32, Derivatives.FIRST);

    Throwable thrown = catchThrowable(() -> engine.require("resnet20s in float32", needs));

    assertThat(FailureKind.of(thrown)).isEqualTo(FailureKind.ENGINE);
    assertThat(FailureKind.ENGINE.isFinal()).isFalse();
  }
}
