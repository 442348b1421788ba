// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.io.PrintWriter;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;

/** Turns signals to the driver into cancellation requests, so that a sweep ends cleanly. */
public final class Signals implements AutoCloseable {
  private final Cancellation cancellation = new Cancellation();
  private final PrintWriter err;
  private volatile boolean closed;

  /** Handles Ctrl-C and SIGTERM until closed. */
  public Signals(PrintWriter err) {
    this.err = err;
    on("INT", this::interrupted);
    on("TERM", this::terminated);
  }

  /** The cancellation that the signals request. */
  public Cancellation cancellation() {
    return cancellation;
  }

  private void interrupted() {
    print(
        cancellation.escalate() == Cancellation.Wish.FINISH_RUNNING
            ? "Cancelling: finishing active runs, starting no more; press Ctrl-C again to stop at once"
            : "Stopping: active runs resume from their checkpoints when the sweep is rerun");
  }

  private void terminated() {
    print(
        "Terminated: stopping; active runs resume from their checkpoints when the sweep is rerun");
    cancellation.stopNow();
  }

  private void print(String line) {
    err.println(line);
    err.flush();
  }

  /** Handlers stay registered until the process ends; a closed one passes the signal on. */
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
