// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.RunNode;
import java.util.function.Consumer;

/** Starts runs in slots. */
public interface RunLauncher {

  /** The resources that a run does not share. */
  enum Isolation {
    /** A slot. */
    SLOT,
    /** A device, and the process that uses it. */
    DEVICE
  }

  /**
   * The current number of slots: runs that can be active at a time, or more where slots are added
   * for runs that wait.
   */
  int slots();

  /**
   * Registers a listener that is called after the number of slots changes.
   *
   * @param listener called on any thread
   */
  void onSlotsChange(Runnable listener);

  /**
   * Whether a run with {@link Isolation#DEVICE} is isolated; if not, it must be the only active
   * run.
   */
  boolean isolates();

  /**
   * Starts a run.
   *
   * @param ended called once, on any thread
   */
  void start(RunNode node, Isolation isolation, Consumer<RunOutcome> ended);

  /** Cancels the active runs; {@code ended} is still called for each of them. */
  void cancel();
}
