package io.espalier.jobs.driver;

import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.RunNode;
import java.util.function.Consumer;

/** Where runs are made. */
public interface RunLauncher {

  /** What a run has to itself. */
  enum Isolation {
    /** A slot. */
    SLOT,
    /** A device, and the process that uses it. */
    DEVICE
  }

  /** How many runs of one slot can be made at a time, now. */
  int slots();

  /**
   * Has {@code listener} called after the slots have become more or fewer.
   *
   * @param listener is called on any thread
   */
  void onSlotsChange(Runnable listener);

  /** Whether a run in {@link Isolation#DEVICE} is kept apart here; else it must be the only one. */
  boolean keepsApart();

  /**
   * Begins a run.
   *
   * @param ended is called once, on any thread
   */
  void begin(RunNode node, Isolation isolation, Consumer<RunOutcome> ended);

  /** Cancels the runs that are being made; each of them still ends. */
  void cancel();
}
