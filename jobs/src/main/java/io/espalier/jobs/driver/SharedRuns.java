// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.RunOutcome;
import io.espalier.jobs.plan.RunNode;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts runs beside other drivers that make the same sweep into the same folder: a run that one of
 * them has finished meanwhile is not made again. Two drivers that start a run at the same moment
 * both make it, with the same bits.
 */
public final class SharedRuns implements RunLauncher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SharedRuns.class);

  private final RunLauncher runs;
  private final ResultStore store;
  private final Set<String> missing;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * @param runs starts the others; not closed
   * @param missing keys of the runs that had no result when the sweep started; a result of any
   *     other run is replaced
   */
  public SharedRuns(RunLauncher runs, ResultStore store, Set<String> missing) {
    this.runs = runs;
    this.store = store;
    this.missing = Set.copyOf(missing);
  }

  @Override
  public int slots() {
    return runs.slots();
  }

  @Override
  public void onSlotsChange(Runnable listener) {
    runs.onSlotsChange(listener);
  }

  @Override
  public boolean isolates() {
    return runs.isolates();
  }

  @Override
  public void start(RunNode node, Isolation isolation, Consumer<RunOutcome> ended) {
    if (!missing.contains(node.key().hex())) {
      runs.start(node, isolation, ended);
      return;
    }
    threads.execute(
        () -> {
          RunOutcome outcome;
          try {
            List<RunRow> made = made(node);
            if (made.isEmpty()) {
              runs.start(node, isolation, ended);
              return;
            }
            LOG.info(
                "Run {} {} was made by another driver meanwhile", node.key().brief(), node.spec());
            outcome = new RunOutcome.Finished(made.get(0).result().accuracy());
          } catch (Throwable e) { // without an outcome, the run would keep its slot for ever
            outcome = RunOutcome.Failed.by(e);
          }
          ended.accept(outcome);
        });
  }

  /** Empty also if the store does not answer: then the run is made, or fails for that reason. */
  private List<RunRow> made(RunNode node) {
    try {
      return store.runs(Set.of(node.key().hex()));
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public void cancel() {
    runs.cancel();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
