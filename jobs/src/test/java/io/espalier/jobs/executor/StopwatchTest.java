// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  @Test
  void the_end_of_a_run_is_its_start_and_what_the_counter_has_counted() {
    AtomicLong nanos = new AtomicLong(-5_000_000); // a counter may begin anywhere
    Stopwatch time = new Stopwatch(1_700_000_000_000L, nanos::get);

    assertThat(time.now()).isEqualTo(time.startedAt()).isEqualTo(1_700_000_000_000L);
    nanos.addAndGet(1_500_000_000);
    assertThat(time.now()).isEqualTo(1_700_000_001_500L);
  }
}
