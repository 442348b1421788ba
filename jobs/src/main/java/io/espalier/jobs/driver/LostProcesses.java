// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.driver;

import io.espalier.jobs.executor.Attempts;
import io.espalier.jobs.executor.CrashLog;
import io.espalier.jobs.executor.RunProcess;
import io.espalier.jobs.plan.RunKey;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for each attempt of Spark at a run that did not report: the process died, or had no
 * device or engine. Moves the JVM crash log, if it is on this machine, to the results. Meanwhile
 * Spark retries the run in another process.
 *
 * <p>An executor that was lost with its machine, or taken away, says nothing against its run: the
 * start marker is deleted, as Spark does not count the failure either. Otherwise a night of
 * machines that come and go would make short runs LOST.
 */
final class LostProcesses extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(LostProcesses.class);

  /** Spark properties that {@code setJobGroup} sets. */
  private static final String GROUP = "spark.jobGroup.id";

  private static final String DESCRIPTION = "spark.job.description";

  private final ResultStore store;
  private final int tries;
  private final Executor threads;
  private final Map<Integer, Run> runs = new HashMap<>();
  private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

  /** What a lost process is put down to, as Spark says. */
  enum Blame {
    /** The process died while the run was active; after some of these the run is LOST. */
    RUN,
    /** The machine or the executor was taken away. */
    MACHINE
  }

  /** The run of a Spark job. */
  record Run(RunKey key, String description) {}

  /**
   * @param cause for example {@code SIGSEGV in libtorch_cpu.so}; empty if unknown
   * @param place reference to the crash log, for the message
   */
  private record Kept(Optional<String> cause, String place) {}

  /**
   * @param tries number of attempts of Spark at a task
   * @param threads for slow operations, which would block the listener thread of Spark
   */
  LostProcesses(ResultStore store, int tries, Executor threads) {
    this.store = store;
    this.tries = tries;
    this.threads = threads;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    Run run =
        new Run(
            new RunKey(job.properties().getProperty(GROUP)),
            job.properties().getProperty(DESCRIPTION));
    job.stageInfos().foreach(stage -> runs.put(stage.stageId(), run));
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    Run run = runs.get(task.stageId());
    if (run != null && task.reason() instanceof ExecutorLostFailure lost) {
      String reason = lost.reason().getOrElse(() -> "executor " + lost.execId() + " was lost");
      threads.execute(
          () ->
              LOG.warn(
                  line(
                      run,
                      lost.execId(),
                      SparkMessage.inOneLine(reason),
                      lost.exitCausedByApp() ? Blame.RUN : Blame.MACHINE)));
    } else if (run != null && task.reason() instanceof ExceptionFailure thrown) {
      LOG.warn(
          "Run {} cannot start on {}, executor {}: {}; Spark tries it elsewhere, up to {} times",
          run.description(),
          task.taskInfo().host(),
          task.taskInfo().executorId(),
          SparkMessage.inOneLine(thrown.description()),
          tries);
    }
  }

  /**
   * The log line for a run whose process died.
   *
   * @param executor Spark's id of the executor
   * @param reason as reported by Spark
   */
  String line(Run run, String executor, String reason, Blame blame) {
    try {
      Attempts attempts = new Attempts(store, run.key());
      Optional<Kept> log = Optional.empty();
      for (int attempt = attempts.lastStarted();
          attempt > 0;
          attempt--) { // a later attempt may have started
        Optional<RunProcess> died =
            attempts.process(attempt).filter(marked -> marked.executor().equals(executor));
        if (died.isPresent()) {
          log = log(died.get(), run.key(), attempt);
          if (blame == Blame.MACHINE) {
            attempts.stopped(attempt);
          } else {
            attempts.died(attempt, log.flatMap(Kept::cause).orElse(reason));
          }
          break;
        }
      }
      return "Run %s lost its process: %s; the next attempt resumes from the last checkpoint%s"
          .formatted(
              run.description(),
              log.flatMap(Kept::cause).orElse(reason),
              log.map(Kept::place).orElse(""));
    } catch (IOException e) {
      return "Run %s lost its process: %s; cannot read or write its markers: %s"
          .formatted(run.description(), reason, e.getMessage());
    }
  }

  private Optional<Kept> log(RunProcess died, RunKey key, int attempt) {
    Path file = died.crashLog();
    if (!died.isOfThisHost()) {
      return Optional.of(
          new Kept(
              Optional.empty(),
              "; if native code crashed, see %s on %s".formatted(file, died.host())));
    }
    return Optional.ofNullable(
        kept.computeIfAbsent(
            file,
            log -> Files.exists(log) ? moved(log, store.crashLog(key.hex(), attempt)) : null));
  }

  private Kept moved(Path file, String to) {
    try {
      CrashLog log = CrashLog.in(file);
      store.storage().create(to, out -> out.write(log.bytes()));
      Files.delete(file);
      return new Kept(log.cause(), "; see " + to);
    } catch (IOException e) {
      return new Kept(
          Optional.empty(), "; see %s, which cannot be moved: %s".formatted(file, e.getMessage()));
    }
  }
}
