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
 * Keeps the checkpoints of one run, when they are due; none where there is no folder for them. The
 * training thread copies the learner's vectors and trains on; the copy is encoded and written by
 * another thread, and is the only one at a time: 180 MB of Java's memory where BiP prunes
 * ResNet-18, 45 MB a vector of its weights' size.
 */
final class Checkpoints {
  /** The end of a step that the last checkpoint does not hold. */
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
   * Keeps the end of the phase before. At that end itself nothing is written: most runs have one
   * phase, and are done with it.
   */
  void phaseBegins() throws InterruptedException {
    if (unsaved.isPresent()) {
      write(folder.orElseThrow(), unsaved.get());
      unsaved = Optional.empty();
    }
  }

  /** Where the phase has been already, with {@code learner} put there. */
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
   * Begins a checkpoint, if one is due; {@code progress} is asked for then only.
   *
   * @throws UncheckedIOException when the last one could not be written
   * @throws InterruptedException when the thread is interrupted while it waits for the last one
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
   * Waits for the checkpoint in the making: what comes after a phase may remove them all.
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
   * Gives up the checkpoint in the making, if there is one, and returns when nothing is written any
   * more. The one before it stays, as after a crash.
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
   * Where a store is so slow that the last checkpoint is not written yet, this waits. To skip one
   * would lose the more the slower the store is; so a crash never costs more than two intervals.
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
