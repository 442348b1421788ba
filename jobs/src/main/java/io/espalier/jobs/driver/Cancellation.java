// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.util.ArrayList;
import java.util.List;

/** A request to end a sweep early. Thread-safe. */
public final class Cancellation {

  /** When the sweep ends. */
  public enum Wish {
    /** After all runs. */
    NONE,
    /** After the active runs; no more runs are started. */
    FINISH_RUNNING,
    /** At once; active runs are cancelled. */
    STOP_NOW
  }

  private final List<Runnable> listeners = new ArrayList<>();
  private Wish wish = Wish.NONE;

  public synchronized Wish wish() {
    return wish;
  }

  /** Escalates the request: the first call finishes the active runs, the second one stops them. */
  public Wish escalate() {
    return become(wish() == Wish.NONE ? Wish.FINISH_RUNNING : Wish.STOP_NOW);
  }

  /** Requests the end of the sweep at once. */
  public void stopNow() {
    become(Wish.STOP_NOW);
  }

  /** Registers a listener that is called after every change. */
  synchronized void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private Wish become(Wish next) {
    List<Runnable> called;
    synchronized (this) {
      wish = next;
      called = List.copyOf(listeners);
    }
    called.forEach(Runnable::run);
    return next;
  }
}
