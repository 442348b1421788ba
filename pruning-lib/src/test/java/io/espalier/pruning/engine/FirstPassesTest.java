// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstPassesTest {
  private static final String PASS = "gradient of 16 images";

  private final ExecutorService neighbour = Executors.newSingleThreadExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void stop() {
    mayEnd.countDown();
    neighbour.shutdownNow();
  }

  @Test
  void a_first_pass_waits_for_the_first_pass_of_another_network() throws Exception {
    Future<String> inFlight = neighbour.submit(() -> new FirstPasses().alone(PASS, this::held));
    begun.await();

    try (WaitingThread waiting =
        new WaitingThread(() -> new FirstPasses().alone(PASS, () -> "x"))) {
      waiting.assertWaits();
      mayEnd.countDown();
      assertThat(inFlight.get(10, TimeUnit.SECONDS)).isEqualTo("held");
      waiting.assertEnds();
    }
  }

  @Test
  void a_repeated_pass_does_not_wait() throws Exception {
    FirstPasses passes = new FirstPasses();
    passes.alone(PASS, () -> "first");
    Future<String> inFlight = neighbour.submit(() -> new FirstPasses().alone(PASS, this::held));
    begun.await();

    assertThat(passes.alone(PASS, () -> "later")).isEqualTo("later");

    assertThat(inFlight.isDone()).isFalse();
  }

  @Test
  void a_first_pass_of_another_shape_waits() throws Exception {
    FirstPasses passes = new FirstPasses();
    passes.alone(PASS, () -> "first");
    neighbour.execute(() -> new FirstPasses().alone(PASS, this::held));
    begun.await();

    try (WaitingThread waiting =
        new WaitingThread(() -> passes.alone("gradient of 7 images", () -> "x"))) {
      waiting.assertWaits();
    }
  }

  @Test
  void a_failed_pass_releases_the_lock_and_stays_a_first_pass() throws Exception {
    FirstPasses passes = new FirstPasses();

    assertThatThrownBy(
            () ->
                passes.alone(
                    PASS,
                    () -> {
                      throw new IllegalStateException("out of memory");
                    }))
        .hasMessage("out of memory");

    neighbour.execute(() -> new FirstPasses().alone(PASS, this::held));
    begun.await();
    try (WaitingThread waiting = new WaitingThread(() -> passes.alone(PASS, () -> "x"))) {
      waiting.assertWaits();
    }
  }

  private String held() {
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "held";
  }
}
