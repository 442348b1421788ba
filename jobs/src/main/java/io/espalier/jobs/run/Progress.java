package io.espalier.jobs.run;

import io.espalier.jobs.plan.Plan;
import io.espalier.jobs.plan.RunNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import scala.collection.JavaConverters;

/**
 * Follows a sweep and shows how far it is. Runs in flight are known through their accumulators,
 * which come with the executors' heartbeats.
 */
public final class Progress extends SparkListener implements AutoCloseable {
  private final int runs;
  private final double passes;
  private final Instant start = Instant.now();
  private final ProgressDisplay display;
  private final Timer clock = new Timer("progress", true);
  private final Map<Long, RunNode> watched = new HashMap<>();
  private final Map<RunNode, Double> inFlight = new HashMap<>();
  private double passesEnded;
  private int runsEnded;
  private int failed;

  /** Shows the progress of what {@code plan} has to do, on standard error, from now on. */
  public Progress(Plan plan) {
    this.runs = plan.toDo().size();
    this.passes = plan.toDo().stream().mapToDouble(RunNode::passes).sum();
    this.display = ProgressDisplay.onStandardError();
    TimerTask show =
        new TimerTask() {
          @Override
          public void run() {
            display.show(snapshot());
          }
        };
    clock.scheduleAtFixedRate(show, display.interval(), display.interval());
  }

  synchronized void started(RunNode node) {
    inFlight.put(node, 0.0);
  }

  /** Takes the accumulator with this id for the passes of {@code node}. */
  synchronized void watch(RunNode node, long accumulator) {
    watched.put(accumulator, node);
  }

  synchronized void ended(RunNode node, RunOutcome outcome) {
    inFlight.remove(node);
    watched.values().remove(node);
    passesEnded += node.passes();
    runsEnded++;
    failed += outcome instanceof RunOutcome.Failed ? 1 : 0;
  }

  /** The run is not in flight any more, but may be again. */
  synchronized void stopped(RunNode node) {
    inFlight.remove(node);
    watched.values().remove(node);
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    JavaConverters.seqAsJavaList(update.accumUpdates())
        .forEach(task -> JavaConverters.seqAsJavaList(task._4()).forEach(this::updated));
  }

  private void updated(AccumulableInfo accumulator) {
    RunNode node = watched.get(accumulator.id());
    if (node != null && accumulator.update().isDefined()) {
      inFlight.put(node, (Double) accumulator.update().get());
    }
  }

  private synchronized ProgressSnapshot snapshot() {
    double running = inFlight.values().stream().mapToDouble(made -> made).sum();
    return new ProgressSnapshot(
        runsEnded,
        runs,
        failed,
        passesEnded + running,
        passes,
        Duration.between(start, Instant.now()));
  }

  /** Shows the end. */
  @Override
  public void close() {
    clock.cancel();
    display.show(snapshot());
    display.close();
  }
}
