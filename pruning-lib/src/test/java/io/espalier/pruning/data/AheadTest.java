// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-processor")
class AheadTest {
  private final ExecutorService threads = DecodeThreads.of(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void results_are_returned_in_order_regardless_of_completion_order() {
    Ahead<Integer> ahead =
        new Ahead<>(
            threads,
            8,
            3,
            40,
            number ->
                () -> {
                  Thread.sleep(number % 4 == 3 ? 4 : 0);
                  return number;
                });

    for (int number = 3; number < 40; number++) {
      assertThat(ahead.position()).isEqualTo(number);
      assertThat(ahead.take()).isEqualTo(number);
    }
  }

  @Test
  void an_error_of_a_task_is_rethrown_unchanged() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    Ahead<Integer> ahead =
        new Ahead<>(
            threads,
            1,
            0,
            1,
            number ->
                () -> {
                  throw error;
                });

    assertThatThrownBy(ahead::take).isSameAs(error);
  }

  @Test
  void no_more_tasks_than_the_window_start_ahead() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    Ahead<Integer> ahead =
        new Ahead<>(threads, 3, 0, 100, number -> () -> number + 0 * begun.incrementAndGet());

    for (int taken = 1; taken <= 20; taken++) {
      ahead.take();
      for (int wait = 0; begun.get() < taken + 3 && wait < 1000; wait++) {
        Thread.sleep(1);
      }
      Thread.sleep(2);
      assertThat(begun.get()).isEqualTo(taken + 3);
    }
  }

  @Test
  void an_exception_of_a_task_is_rethrown_to_the_consumer() {
    Ahead<Integer> reading =
        new Ahead<>(
            threads,
            2,
            0,
            5,
            number ->
                () -> {
                  throw new IOException("disk gone");
                });
    Ahead<Integer> failing =
        new Ahead<>(threads, 2, 7, 9, number -> () -> List.<Integer>of().get(number));

    assertThatThrownBy(reading::take)
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("disk gone");
    assertThatThrownBy(failing::take)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot prepare image 7");
  }

  @Test
  void an_interrupted_consumer_stops_and_closing_ends_its_tasks() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch ended = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    Ahead<Integer> ahead =
        new Ahead<>(
            threads,
            2,
            0,
            5,
            number ->
                () -> {
                  begun.countDown();
                  try {
                    never.await();
                  } finally {
                    ended.countDown();
                  }
                  return number;
                });
    Thread.currentThread().interrupt();

    assertThatThrownBy(ahead::take)
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    ahead.close();

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void an_interrupted_consumer_gets_a_result_that_comes_soon_and_stays_interrupted() {
    Thread consumer = Thread.currentThread();
    Ahead<Integer> ahead =
        new Ahead<>(
            threads,
            2,
            0,
            5,
            number ->
                () -> {
                  if (number == 0) {
                    consumer.interrupt();
                    Thread.sleep(50);
                  }
                  return number;
                });

    assertThat(ahead.take()).isZero();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ahead.take()).isEqualTo(1);
  }

  @Test
  void closing_interrupts_running_tasks_and_starts_no_others() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(4);
    CountDownLatch interrupted = new CountDownLatch(4);
    AtomicInteger all = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    Ahead<Integer> ahead =
        new Ahead<>(
            threads,
            10,
            0,
            100,
            number ->
                () -> {
                  if (number == 0) {
                    return 0;
                  }
                  all.incrementAndGet();
                  begun.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return number;
                });
    ahead.take();
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    ahead.close();

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(all).hasValue(4);
  }

  @Test
  void idle_threads_terminate() throws Exception {
    Thread thread = threads.submit(Thread::currentThread).get();

    thread.join(20_000);

    assertThat(thread.isAlive()).isFalse();
    assertThat(thread.isDaemon()).isTrue();
  }
}
