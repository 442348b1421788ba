package io.espalier.pruning.data;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that decode images: never more than a number, and none where there is nothing to do. */
final class DecodeThreads {
  private static final long IDLE_SECONDS = 2;

  private DecodeThreads() {}

  /** A pool whose threads end by themselves when idle, and never keep a process alive. */
  static ExecutorService of(int most) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "decode");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
