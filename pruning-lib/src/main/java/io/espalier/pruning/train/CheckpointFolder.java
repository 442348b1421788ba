package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a run keeps its way back: one checkpoint a phase, replaced after every epoch.
 *
 * @param folder belongs to one run
 */
public record CheckpointFolder(Storage storage, String folder) {
  private static final String PROGRESS = "progress";

  /**
   * How far a phase has come.
   *
   * @param epochs whole epochs done
   * @param images forward-backward passes of single images, of the whole run so far
   * @param seconds of the method, of the whole run so far
   */
  record Progress(int epochs, long images, double seconds) {}

  /** Restores {@code learner} in place, where the phase has a checkpoint. */
  Optional<Progress> restore(String phase, Learner learner, NDManager manager) throws IOException {
    if (!storage.list(folder).contains(name(phase))) {
      return Optional.empty();
    }
    try (NDManager loaded = manager.newSubManager()) {
      Map<String, NDArray> saved =
          Checkpoint.read(storage, Storage.in(folder, name(phase)), loaded);
      double[] progress = saved.remove(PROGRESS).toDoubleArray();
      Checkpoint.restore(saved, learner.vectors());
      return Optional.of(new Progress((int) progress[0], (long) progress[1], progress[2]));
    }
  }

  void write(String phase, Learner learner, Progress progress, NDManager manager)
      throws IOException {
    double[] numbers = {progress.epochs(), progress.images(), progress.seconds()};
    try (NDArray position = manager.create(numbers)) {
      Map<String, NDArray> vectors = new TreeMap<>(learner.vectors());
      vectors.put(PROGRESS, position);
      Checkpoint.write(storage, Storage.in(folder, name(phase)), vectors);
    }
  }

  private static String name(String phase) {
    return phase + ".safetensors";
  }
}
