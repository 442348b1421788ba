package io.espalier.jobs.driver;

import java.io.PrintWriter;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;

/** Turns signals to the driver into wishes, so that a sweep ends in order. */
public final class Signals implements AutoCloseable {
  private final Cancellation cancellation = new Cancellation();
  private final PrintWriter err;
  private volatile boolean closed;

  /** Listens to Ctrl-C and to SIGTERM, until closed. */
  public Signals(PrintWriter err) {
    this.err = err;
    on("INT", this::interrupted);
    on("TERM", this::terminated);
  }

  /** What the signals so far wish for. */
  public Cancellation cancellation() {
    return cancellation;
  }

  private void interrupted() {
    say(
        cancellation.escalate() == Cancellation.Wish.FINISH_RUNNING
            ? "Cancelling: runs in flight are finished, no more begun; Ctrl-C again to stop at once"
            : "Stopping at once: runs in flight go on from their checkpoints when you sweep again");
  }

  private void terminated() {
    say("Terminated: stopping at once");
    cancellation.stopNow();
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }

  /** A handler stays for the life of the process; a closed one lets the next have the signal. */
  private void on(String signal, Runnable action) {
    SignalUtils.register(
        signal,
        new AbstractFunction0<>() {
          @Override
          public Object apply() {
            boolean handled = !closed;
            if (handled) {
              action.run();
            }
            return handled;
          }
        });
  }

  @Override
  public void close() {
    closed = true;
  }
}
