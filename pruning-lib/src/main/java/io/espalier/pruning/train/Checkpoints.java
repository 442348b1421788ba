// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDManager;
import io.espalier.pruning.engine.HostTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the checkpoints of a run when they are due, and when the run is told to stop; none without
 * a folder. The training thread copies the vectors of the learner and continues; another thread
 * encodes and writes the copy. There is one copy at a time: 180 MB of Java memory for BiP on
 * ResNet-18, 45 MB for each vector of the size of its weights.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /**
   * How long a run that is told to stop waits for its storage. A machine that leaves has a notice
   * of 30 s to two minutes, and Spark ends the process of a task that does not stop within two.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The end of a step that the last checkpoint does not include. */
  private record Unsaved(String phase, Learner learner, Supplier<PhaseProgress> progress) {}

  private final Optional<CheckpointFolder> folder;
  private final NDManager manager;
  private final TrainingObserver observer;
  private final Duration patience;
  private long savedAt;
  private int savedEpochs;
  private Optional<Unsaved> unsaved = Optional.empty();
  private Optional<BackgroundWrite> writing = Optional.empty();

  Checkpoints(Optional<CheckpointFolder> folder, NDManager manager, TrainingObserver observer) {
    this(folder, manager, observer, PATIENCE);
  }

  /**
   * @param patience how long {@link #saveLast} waits for storage
   */
  Checkpoints(
      Optional<CheckpointFolder> folder,
      NDManager manager,
      TrainingObserver observer,
      Duration patience) {
    this.folder = folder;
    this.manager = manager;
    this.observer = observer;
    this.patience = patience;
  }

  /**
   * Writes a checkpoint at the end of the previous phase. It is not written at that end itself,
   * because most runs have a single phase and then are done.
   */
  void phaseBegins() throws InterruptedException {
    if (unsaved.isPresent()) {
      write(folder.orElseThrow(), unsaved.get());
      unsaved = Optional.empty();
    }
  }

  /**
   * Restores {@code learner} to the checkpoint of a phase; returns its progress, or empty without a
   * checkpoint.
   */
  Optional<PhaseProgress> restored(String phase, Learner learner) {
    Optional<PhaseProgress> progress = Optional.empty();
    if (folder.isPresent()) {
      try {
        progress = folder.get().restore(phase, learner, manager);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    progress.ifPresent(
        done ->
            LOG.debug(
                "{}: {} resumes after {} steps",
                folder.orElseThrow().folder(),
                phase,
                done.steps()));
    markSaved(progress.map(done -> done.reports().size()).orElse(0));
    return progress;
  }

  /** The learner changes from now on, so the end of the last step can no longer be saved. */
  void stepBegins() {
    unsaved = Optional.empty();
  }

  /** The last step has ended, and the evaluation after it has not. */
  void evaluationBegins(String phase, Learner learner, Supplier<PhaseProgress> progress) {
    unsaved = folder.map(any -> new Unsaved(phase, learner, progress));
  }

  /**
   * The last step has ended, and so has the evaluation after it, if any. Starts a checkpoint if one
   * is due; calls {@code progress} only then, or in {@link #saveLast}.
   *
   * @throws UncheckedIOException when the last checkpoint could not be written
   * @throws InterruptedException when the thread is interrupted while it waits for the last
   *     checkpoint
   */
  void stepEnded(String phase, Learner learner, int epochs, Supplier<PhaseProgress> progress)
      throws InterruptedException {
    if (folder.isEmpty()) {
      return;
    }
    unsaved = Optional.of(new Unsaved(phase, learner, progress));
    if (writing.isPresent() && writing.get().isDone()) {
      finish();
    }
    Duration since = Duration.ofNanos(System.nanoTime() - savedAt);
    if (folder.get().interval().isOver(epochs - savedEpochs, since)) {
      write(folder.get(), unsaved.get());
      unsaved = Optional.empty();
      markSaved(epochs);
    }
  }

  /**
   * Waits for the checkpoint that is being written, because later steps may delete all checkpoints.
   *
   * @throws UncheckedIOException when it could not be written
   * @throws InterruptedException when the thread is interrupted
   */
  void finish() throws InterruptedException {
    if (writing.isPresent()) {
      writing.get().await();
      writing = Optional.empty();
      observer.saved();
    }
  }

  /**
   * Saves the end of the last step, unless a later step has begun to change the learner. For a run
   * that is told to stop: waits for storage at most a minute, interrupted or not, and only warns of
   * a failure, after which the previous checkpoint stays. Interrupts are consumed.
   */
  void saveLast() {
    if (Thread.interrupted()) { // would also interrupt what the observer writes
      LOG.debug("Interrupted, saving the last step");
    }
    long end = System.nanoTime() + patience.toNanos();
    if (writing.isPresent() && !endsBy(end)) {
      return;
    }
    if (unsaved.isPresent()) {
      start(folder.orElseThrow(), unsaved.get());
      unsaved = Optional.empty();
      endsBy(end);
    }
  }

  /**
   * For work outside of a phase.
   *
   * @throws InterruptedException when the thread is interrupted, after {@link #saveLast}
   */
  void requireNotInterrupted(String work) throws InterruptedException {
    if (Thread.interrupted()) {
      saveLast();
      throw new InterruptedException("Interrupted in " + work);
    }
  }

  /**
   * An interruption in {@code work}, after {@link #saveLast}, if {@code thrown} is one: of an
   * evaluation, or while waiting for images. Otherwise throws {@code thrown}.
   */
  InterruptedException told(String work, UncheckedIOException thrown) {
    if (!Thread.interrupted()) {
      throw thrown;
    }
    saveLast();
    InterruptedException interrupted = new InterruptedException("Interrupted in " + work);
    interrupted.initCause(thrown);
    return interrupted;
  }

  /** Whether the checkpoint that is being written was ready for the next one in time. */
  private boolean endsBy(long end) {
    BackgroundWrite last = writing.orElseThrow();
    boolean ended = last.endsBy(end);
    last.stop();
    writing = Optional.empty();
    if (!ended) {
      LOG.warn(
          "Stopping without the last checkpoint in {}: not written within {} s",
          folder.orElseThrow().folder(),
          patience.toSeconds());
      return false;
    }
    try {
      last.await();
      observer.saved();
    } catch (InterruptedException | RuntimeException e) {
      LOG.warn("Cannot write the last checkpoint before stopping: {}", e.toString());
    }
    return true;
  }

  /**
   * Cancels the checkpoint that is being written, if any, and returns when its thread has ended.
   * The previous checkpoint stays, as after a crash.
   */
  void stop() {
    writing.ifPresent(BackgroundWrite::stop);
    writing = Optional.empty();
  }

  private void markSaved(int epochs) {
    savedAt = System.nanoTime();
    savedEpochs = epochs;
  }

  /**
   * Waits if the last checkpoint is still being written to slow storage. Skipping checkpoints would
   * lose more work the slower the storage is; by waiting, a crash never loses more than two
   * intervals.
   */
  private void write(CheckpointFolder to, Unsaved step) throws InterruptedException {
    finish();
    start(to, step);
  }

  private void start(CheckpointFolder to, Unsaved step) {
    PhaseProgress progress = step.progress().get();
    LOG.debug("{}: {} is saved after {} steps", to.folder(), step.phase(), progress.steps());
    SortedMap<String, HostTensor> snapshot = CheckpointFolder.snapshot(step.learner(), progress);
    writing =
        Optional.of(
            new BackgroundWrite(
                "checkpoint of " + to.folder(), () -> to.write(step.phase(), snapshot)));
  }
}
