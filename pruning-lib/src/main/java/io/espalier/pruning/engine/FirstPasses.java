package io.espalier.pruning.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets the networks of a process take turns at the first pass of each shape.
 *
 * <p>In a first pass oneDNN chooses and builds its kernels. While it chooses convolutions it writes
 * process-wide variables without synchronisation (the cache sizes in {@code brg_blocking_t}, oneDNN
 * 3.7), and its cache of kernels does not tell the candidates apart. Where a processor hides the
 * sizes of its caches, two threads that do so at once can get each other's kernel: the process
 * crashes, or a gradient is wrong without an error. Later passes of a shape find their kernels in
 * that cache and may run side by side, as long as it does not evict them: it holds 1,024 unless
 * {@code ONEDNN_PRIMITIVE_CACHE_CAPACITY} says otherwise. See docs/native-layer.md.
 *
 * <p>One belongs to one network; like it, not safe for use by several threads.
 */
public final class FirstPasses {
  /** The process's: what it guards is the process's, too. */
  private static final ReentrantLock TURN = new ReentrantLock();

  private static final AtomicBoolean BEGUN = new AtomicBoolean();

  private final Set<Object> made = new HashSet<>();

  /** Whether any network of this process began a pass: from then on oneDNN's settings are fixed. */
  public static boolean haveBegun() {
    return BEGUN.get();
  }

  /**
   * The result of {@code work}; alone in the process where {@code pass} was never completed by this
   * network. Work that throws was not completed.
   *
   * @param pass equal to those for which oneDNN has the same kernels: a value of their kind,
   *     layout, type and shape
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
