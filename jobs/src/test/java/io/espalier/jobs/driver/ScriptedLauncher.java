// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.RunNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;

/** Runs with scripted outcomes, which end a few milliseconds after they start. */
final class ScriptedLauncher implements RunLauncher, AutoCloseable {
  private static final int MILLIS = 4;

  private int slots;
  private final boolean isolates;
  private final Timer clock = new Timer("scripted runs", true);
  private final Map<String, Deque<RunOutcome>> script = new HashMap<>();
  private final Set<String> held = new HashSet<>();
  private final Map<String, Consumer<RunOutcome>> running = new HashMap<>();
  private Consumer<String> onBegin = key -> {};
  private Runnable onSlotsChange = () -> {};

  /** What happened, in order: {@code begin a}, {@code begin b alone beside [c]}, {@code end a}. */
  final List<String> log = new ArrayList<>();

  /**
   * The start times of runs, by {@link System#nanoTime}, in the order of their starts in the log.
   */
  final List<Long> begins = new ArrayList<>();

  int mostAtATime;
  int cancels;

  ScriptedLauncher(int slots, boolean isolates) {
    this.slots = slots;
    this.isolates = isolates;
  }

  /** Sets the outcomes of the run's first attempts; all later attempts finish. */
  void script(String key, RunOutcome... outcomes) {
    script.put(key, new ArrayDeque<>(Arrays.asList(outcomes)));
  }

  /** Keeps the run in flight until it is released or cancelled. */
  void hold(String key) {
    held.add(key);
  }

  void release(String key) {
    end(key, new RunOutcome.Finished(0.5));
  }

  void onBegin(Consumer<String> listener) {
    onBegin = listener;
  }

  /** Changes the number of slots and notifies the listener. */
  synchronized void become(int slots) {
    this.slots = slots;
    onSlotsChange.run();
  }

  @Override
  public synchronized int slots() {
    return slots;
  }

  @Override
  public void onSlotsChange(Runnable listener) {
    onSlotsChange = listener;
  }

  @Override
  public boolean isolates() {
    return isolates;
  }

  @Override
  public synchronized void start(RunNode node, Isolation isolation, Consumer<RunOutcome> ended) {
    String key = node.key().hex();
    String alone = isolation == Isolation.DEVICE ? " alone beside " + running.keySet() : "";
    log.add("begin " + key + alone);
    begins.add(System.nanoTime());
    running.put(key, ended);
    mostAtATime = Math.max(mostAtATime, running.size());
    onBegin.accept(key);
    if (!held.contains(key)) {
      RunOutcome scripted = script.getOrDefault(key, new ArrayDeque<>()).poll();
      RunOutcome outcome = scripted == null ? new RunOutcome.Finished(0.5) : scripted;
      clock.schedule(
          new TimerTask() {
            @Override
            public void run() {
              end(key, outcome);
            }
          },
          MILLIS);
    }
  }

  @Override
  public synchronized void cancel() {
    cancels++;
    held.clear();
    for (String key : List.copyOf(running.keySet())) {
      end(key, new RunOutcome.Cancelled());
    }
  }

  private synchronized void end(String key, RunOutcome outcome) {
    Consumer<RunOutcome> ended = running.remove(key);
    if (ended != null) {
      log.add("end " + key);
      ended.accept(outcome);
    }
  }

  @Override
  public void close() {
    clock.cancel();
  }
}
