// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CostMeterTest {
  private static final int MILLIS = 20;

  private final CostMeter meter = new CostMeter(100);

  @Test
  void work_within_timed_work_is_counted_once() throws Exception {
    long start = System.nanoTime();

    meter.timed(
        () -> {
          meter.timed(CostMeterTest::work);
          return work();
        });

    assertThat(meter.cost().seconds())
        .isGreaterThanOrEqualTo(2 * MILLIS / 1e3)
        .isLessThanOrEqualTo((System.nanoTime() - start) / 1e9);
  }

  @Test
  void work_is_counted_after_other_work_and_after_work_that_failed() throws Exception {
    meter.timed(CostMeterTest::work);
    assertThatThrownBy(
            () ->
                meter.timed(
                    () -> {
                      throw new IOException();
                    }))
        .isInstanceOf(IOException.class);
    meter.timed(CostMeterTest::work);

    assertThat(meter.cost().seconds()).isGreaterThanOrEqualTo(2 * MILLIS / 1e3);
  }

  @Test
  void passes_are_shares_of_the_training_images() {
    meter.passed(150);
    meter.passedForward(25);

    assertThat(meter.cost().passes()).isEqualTo(1.5);
    assertThat(meter.cost().forwardPasses()).isEqualTo(0.25);
  }

  private static String work() throws InterruptedException {
    Thread.sleep(MILLIS);
    return "done";
  }
}
