// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.HostTensor;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: one for each phase, replaced during the phase.
 *
 * @param folder folder of one run
 * @param interval interval between checkpoints
 */
public record CheckpointFolder(Storage storage, String folder, CheckpointInterval interval) {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

  /** Has a number since the numbers of {@link PhaseProgress} changed. */
  private static final String PROGRESS = "progress_2";

  /**
   * Restores {@code learner} in place, if the phase has a checkpoint. Ignores a damaged checkpoint
   * with a warning, as one of an earlier version: the phase restarts and yields the same bits.
   *
   * @throws IOException when the storage cannot be read
   */
  Optional<PhaseProgress> restore(String phase, Learner learner, NDManager manager)
      throws IOException {
    if (!storage.list(folder).contains(name(phase))) {
      return Optional.empty();
    }
    try (NDManager loaded = manager.newSubManager()) {
      Map<String, NDArray> saved =
          Checkpoint.read(storage, Storage.in(folder, name(phase)), loaded);
      NDArray progress = saved.remove(PROGRESS);
      if (progress == null) {
        throw new DamagedCheckpoint(
            "Cannot read %s: it is of another version, without %s"
                .formatted(Storage.in(folder, name(phase)), PROGRESS));
      }
      Checkpoint.restore(saved, learner.vectors());
      return Optional.of(PhaseProgress.of(phase, HostCopy.numbers(progress)));
    } catch (DamagedCheckpoint e) {
      LOG.warn("{}; restarting phase {}", e.getMessage(), phase);
      return Optional.empty();
    }
  }

  /** The current content of a checkpoint, as a copy in Java memory. */
  static SortedMap<String, HostTensor> snapshot(Learner learner, PhaseProgress progress) {
    SortedMap<String, HostTensor> tensors = HostTensor.copies(learner.vectors());
    tensors.put(PROGRESS, HostTensor.of(progress.numbers()));
    return tensors;
  }

  /** Replaces the last checkpoint of the phase by a snapshot; can be called from any thread. */
  void write(String phase, SortedMap<String, HostTensor> snapshot) throws IOException {
    Checkpoint.write(storage, Storage.in(folder, name(phase)), snapshot);
  }

  private static String name(String phase) {
    return phase + ".safetensors";
  }
}
