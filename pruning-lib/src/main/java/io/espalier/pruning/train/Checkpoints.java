package io.espalier.pruning.train;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps the checkpoints of one run, when they are due; none where there is no folder for them. */
final class Checkpoints {
  private final Optional<CheckpointFolder> folder;
  private final NDManager manager;
  private final TrainingObserver observer;
  private long savedAt;
  private int savedEpochs;

  /** Writes what the last checkpoint does not hold yet. */
  private Optional<Runnable> unsaved = Optional.empty();

  Checkpoints(Optional<CheckpointFolder> folder, NDManager manager, TrainingObserver observer) {
    this.folder = folder;
    this.manager = manager;
    this.observer = observer;
  }

  /**
   * Keeps the end of the phase before. At that end itself nothing is written: most runs have one
   * phase, and are done with it.
   */
  void phaseBegins() {
    unsaved.ifPresent(Runnable::run);
    unsaved = Optional.empty();
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

  /** Writes a checkpoint, if one is due; {@code progress} is asked for then only. */
  void stepEnded(String phase, Learner learner, int epochs, Supplier<PhaseProgress> progress) {
    if (folder.isEmpty()) {
      return;
    }
    Duration since = Duration.ofNanos(System.nanoTime() - savedAt);
    if (folder.get().interval().isOver(epochs - savedEpochs, since)) {
      write(folder.get(), phase, learner, progress.get());
      unsaved = Optional.empty();
      markSaved(epochs);
    } else {
      unsaved = Optional.of(() -> write(folder.get(), phase, learner, progress.get()));
    }
  }

  private void markSaved(int epochs) {
    savedAt = System.nanoTime();
    savedEpochs = epochs;
  }

  private void write(CheckpointFolder to, String phase, Learner learner, PhaseProgress progress) {
    try {
      to.write(phase, learner, progress, manager);
      observer.saved();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
