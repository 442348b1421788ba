package io.espalier.jobs.driver;

import io.espalier.jobs.executor.Attempts;
import io.espalier.jobs.executor.CrashLog;
import io.espalier.jobs.executor.RunProcess;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, in one line each, of runs whose process died, and keeps in the results what Java wrote of
 * its end where this machine has it. Spark makes the run in another process meanwhile.
 */
final class LostProcesses extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(LostProcesses.class);

  /** Spark's names for what {@code setJobGroup} sets. */
  private static final String GROUP = "spark.jobGroup.id";

  private static final String DESCRIPTION = "spark.job.description";

  private final ResultStore store;
  private final Executor threads;
  private final Map<Integer, Run> runs = new HashMap<>();
  private final Map<Path, Kept> kept = new ConcurrentHashMap<>();

  /** A run, as its job is named. */
  record Run(String key, String description) {}

  /**
   * @param cause {@code SIGSEGV in libtorch_cpu.so}; empty where it is not known
   * @param place of the copy, in words
   */
  private record Kept(Optional<String> cause, String place) {}

  /**
   * @param threads for what takes time: Spark's own must not wait
   */
  LostProcesses(ResultStore store, Executor threads) {
    this.store = store;
    this.threads = threads;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    Run run =
        new Run(job.properties().getProperty(GROUP), job.properties().getProperty(DESCRIPTION));
    job.stageInfos().foreach(stage -> runs.put(stage.stageId(), run));
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    Run run = runs.get(task.stageId());
    if (run != null && task.reason() instanceof ExecutorLostFailure lost) {
      String reason = lost.reason().getOrElse(() -> "executor " + lost.execId() + " is gone");
      threads.execute(() -> LOG.warn(line(run, lost.execId(), SparkMessage.inOneLine(reason))));
    }
  }

  /**
   * What is told of a run whose process died.
   *
   * @param executor Spark's id of the process
   * @param reason as Spark knows it
   */
  String line(Run run, String executor, String reason) {
    try {
      Attempts attempts = new Attempts(store, run.key());
      Optional<Kept> log = Optional.empty();
      for (int attempt = attempts.lastStarted();
          attempt > 0;
          attempt--) { // another may run already
        Optional<RunProcess> died =
            attempts.process(attempt).filter(marked -> marked.executor().equals(executor));
        if (died.isPresent()) {
          log = log(died.get(), run.key(), attempt);
          break;
        }
      }
      return "Run %s lost its process: %s; the next attempt goes on from its last checkpoint%s"
          .formatted(
              run.description(),
              log.flatMap(Kept::cause).orElse(reason),
              log.map(Kept::place).orElse(""));
    } catch (IOException e) {
      return "Run %s lost its process: %s; its mark cannot be read: %s"
          .formatted(run.description(), reason, e.getMessage());
    }
  }

  private Optional<Kept> log(RunProcess died, String key, int attempt) {
    Path file = died.crashLog();
    if (!died.isOfThisHost()) {
      return Optional.of(
          new Kept(
              Optional.empty(),
              "; if native code ended it, see %s on %s".formatted(file, died.host())));
    }
    return Optional.ofNullable(
        kept.computeIfAbsent(
            file, log -> Files.exists(log) ? moved(log, store.crashLog(key, attempt)) : null));
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
