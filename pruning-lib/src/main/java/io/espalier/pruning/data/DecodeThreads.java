// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.data;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that decode images: up to a maximum, and none when idle. */
final class DecodeThreads {
  private static final long IDLE_SECONDS = 2;

  private DecodeThreads() {}

  /** A pool of daemon threads that end when idle. */
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
