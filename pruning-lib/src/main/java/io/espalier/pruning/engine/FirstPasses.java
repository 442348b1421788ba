// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Serializes the first pass of each shape among the networks of a process.
 *
 * <p>In a first pass oneDNN chooses and builds its kernels. While it chooses convolutions it writes
 * process-wide variables without synchronisation (the cache sizes in {@code brg_blocking_t}, oneDNN
 * 3.7), and its kernel cache does not distinguish the candidates. On processors that hide their
 * cache sizes, two threads that do so at the same time can get the kernel of each other: the
 * process crashes, or a gradient is incorrect without an error. Later passes of a shape use kernels
 * from the cache and can run in parallel, unless the cache evicts them: it holds 1,024 kernels by
 * default, see {@code ONEDNN_PRIMITIVE_CACHE_CAPACITY}. See docs/native-layer.md.
 *
 * <p>Each instance belongs to one network, which several threads can evaluate.
 */
public final class FirstPasses {
  /** One per process, like the state that it guards. */
  private static final ReentrantLock TURN = new ReentrantLock();

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private final Set<Object> made = ConcurrentHashMap.newKeySet();

  /** Whether any network of this process has started a pass, which fixes the settings of oneDNN. */
  public static boolean haveStarted() {
    return BEGUN.get();
  }

  /**
   * Runs {@code work}, exclusively in the process if this network has not completed {@code pass}
   * before. Work that throws is not completed.
   *
   * @param pass key of passes with the same oneDNN kernels: kind, layout, type and shape
   */
  public <T> T alone(Object pass, Supplier<T> work) {
    if (made.contains(pass)) {
      return work.get();
    }
    BEGUN.set(true);
    TURN.lock();
    try {
      T result = work.get();
      made.add(pass);
      return result;
    } finally {
      TURN.unlock();
    }
  }
}
