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

/**
 * Writes the checkpoints of a run when they are due; none without a folder. The training thread
 * copies the vectors of the learner and continues; another thread encodes and writes the copy.
 * There is one copy at a time: 180 MB of Java memory for BiP on ResNet-18, 45 MB for each vector of
 * the size of its weights.
 */
final class Checkpoints {
  /** The end of a step that the last checkpoint does not include. */
  private record Unsaved(String phase, Learner learner, Supplier<PhaseProgress> progress) {}

  private final Optional<CheckpointFolder> folder;
  private final NDManager manager;
  private final TrainingObserver observer;
  private long savedAt;
  private int savedEpochs;
  private Optional<Unsaved> unsaved = Optional.empty();
  private Optional<BackgroundWrite> writing = Optional.empty();

  Checkpoints(Optional<CheckpointFolder> folder, NDManager manager, TrainingObserver observer) {
    this.folder = folder;
    this.manager = manager;
    this.observer = observer;
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
    markSaved(progress.map(done -> done.reports().size()).orElse(0));
    return progress;
  }

  /**
   * Starts a checkpoint if one is due; calls {@code progress} only then.
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
    if (writing.isPresent() && writing.get().isDone()) {
      finish();
    }
    Unsaved step = new Unsaved(phase, learner, progress);
    Duration since = Duration.ofNanos(System.nanoTime() - savedAt);
    if (folder.get().interval().isOver(epochs - savedEpochs, since)) {
      write(folder.get(), step);
      unsaved = Optional.empty();
      markSaved(epochs);
    } else {
      unsaved = Optional.of(step);
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
    SortedMap<String, HostTensor> snapshot =
        CheckpointFolder.snapshot(step.learner(), step.progress().get());
    writing =
        Optional.of(
            new BackgroundWrite(
                "checkpoint of " + to.folder(), () -> to.write(step.phase(), snapshot)));
  }
}
