package io.espalier.jobs.driver;

import java.util.ArrayList;
import java.util.List;

/** A user's wish to end a sweep early. Safe for many threads. */
public final class Cancellation {

  /** How soon. */
  public enum Wish {
    /** Go on to the end. */
    NONE,
    /** Begin no more runs. */
    FINISH_RUNNING,
    /** Cancel those that run, too. */
    STOP_NOW
  }

  private final List<Runnable> listeners = new ArrayList<>();
  private Wish wish = Wish.NONE;

  public synchronized Wish wish() {
    return wish;
  }

  /** Wishes for an end sooner than before: the first time no more runs, then no running ones. */
  public Wish escalate() {
    return become(wish() == Wish.NONE ? Wish.FINISH_RUNNING : Wish.STOP_NOW);
  }

  /** Wishes for the end now. */
  public void stopNow() {
    become(Wish.STOP_NOW);
  }

  /** Has {@code listener} called after every change. */
  synchronized void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private Wish become(Wish next) {
    List<Runnable> told;
    synchronized (this) {
      wish = next;
      told = List.copyOf(listeners);
    }
    told.forEach(Runnable::run);
    return next;
  }
}
