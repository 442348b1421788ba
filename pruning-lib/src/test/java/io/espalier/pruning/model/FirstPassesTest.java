package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import io.espalier.pruning.model.FirstPasses.Kind;
import io.espalier.pruning.model.FirstPasses.Pass;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstPassesTest {
  private static final FlatLayout LAYOUT =
      new FlatLayout(new SequentialBlock(), PrunableNet.Layout.CHANNELS_LAST);
  private static final Pass PASS = pass(16);

  private final ExecutorService neighbour = Executors.newSingleThreadExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void stop() {
    mayEnd.countDown();
    neighbour.shutdownNow();
  }

  @Test
  void the_first_pass_of_a_shape_waits_for_that_of_another_network() throws Exception {
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
  void a_later_pass_of_a_shape_waits_for_nobody() throws Exception {
    FirstPasses passes = new FirstPasses();
    passes.alone(PASS, () -> "first");
    Future<String> inFlight = neighbour.submit(() -> new FirstPasses().alone(PASS, this::held));
    begun.await();

    assertThat(passes.alone(PASS, () -> "later")).isEqualTo("later");

    assertThat(inFlight.isDone()).isFalse();
  }

  @Test
  void another_batch_type_kind_or_layout_is_another_first_pass() throws Exception {
    FirstPasses passes = new FirstPasses();
    passes.alone(PASS, () -> "first");
    neighbour.execute(() -> new FirstPasses().alone(PASS, this::held));
    begun.await();
    FlatLayout narrowed = new FlatLayout(new SequentialBlock(), PrunableNet.Layout.CHANNELS_LAST);

    for (Pass other :
        new Pass[] {
          pass(7),
          new Pass(Kind.EVALUATION, LAYOUT, DataType.FLOAT32, PASS.images()),
          new Pass(PASS.kind(), LAYOUT, DataType.FLOAT64, PASS.images()),
          new Pass(PASS.kind(), narrowed, DataType.FLOAT32, PASS.images())
        }) {
      try (WaitingThread waiting = new WaitingThread(() -> passes.alone(other, () -> "x"))) {
        waiting.assertWaits();
      }
    }
  }

  @Test
  void a_pass_that_failed_is_not_done_and_lets_others_go_on() throws Exception {
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

  private static Pass pass(int batch) {
    return new Pass(
        Kind.GRADIENT_IN_TRAINING_MODE, LAYOUT, DataType.FLOAT32, new Shape(batch, 3, 8, 8));
  }

  /** A thread that is expected to wait for a lock. */
  private static final class WaitingThread implements AutoCloseable {
    private final Thread thread;

    WaitingThread(Runnable work) {
      this.thread = new Thread(work, "waits");
      thread.setDaemon(true);
      thread.start();
    }

    void assertWaits() throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).as("waits for its turn").isTrue();
        assertThat(System.nanoTime()).as("waits within ten seconds").isLessThan(end);
        Thread.sleep(1);
      }
    }

    void assertEnds() throws InterruptedException {
      thread.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(thread.isAlive()).isFalse();
    }

    @Override
    public void close() {
      // A daemon: it ends with its neighbour's pass.
    }
  }
}
