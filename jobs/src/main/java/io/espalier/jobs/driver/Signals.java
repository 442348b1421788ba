// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import java.util.function.Consumer;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;

/** Turns signals to the driver into cancellation requests, so that a sweep ends cleanly. */
public final class Signals implements AutoCloseable {
  private final Cancellation cancellation = new Cancellation();
  private final Consumer<String> lines;
  private volatile boolean closed;

  /**
   * Handles Ctrl-C, SIGTERM and SIGHUP until closed.
   *
   * @param lines prints a line for the user
   */
  public Signals(Consumer<String> lines) {
    this.lines = lines;
    on("INT", () -> cancel("Cancelling", "press Ctrl-C again"));
    on("TERM", () -> cancel("Terminated", "send the signal again"));
    on("HUP", () -> cancel("Terminal closed", "send SIGTERM"));
  }

  /** The cancellation that the signals request. */
  public Cancellation cancellation() {
    return cancellation;
  }

  private void cancel(String reason, String toStopAtOnce) {
    lines.accept(
        cancellation.escalate() == Cancellation.Wish.FINISH_RUNNING
            ? reason
                + ": finishing active runs, starting no more; "
                + toStopAtOnce
                + " to stop at once"
            : "Stopping: active runs resume from their checkpoints when the sweep is rerun");
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
