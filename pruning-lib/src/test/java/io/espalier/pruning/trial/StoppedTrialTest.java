// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.method.Methods;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.TinyImages;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is told to stop when it has trained, and writes its ticket. */
class StoppedTrialTest {
  @TempDir private Path folder;

  private final List<String> epochs = new ArrayList<>();

  @Test
  void a_run_told_to_stop_while_it_writes_its_ticket_trains_no_epoch_again() throws Exception {
    assertThatThrownBy(() -> run(new Interrupted(new LocalStorage())))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).as("the run waited for its checkpoint").isFalse();
    assertThat(epochs).containsExactly("trained 1", "trained 2");
    epochs.clear();

    TrialResult result = run(new LocalStorage());

    assertThat(epochs).containsExactly("restored 1", "restored 2");
    assertThat(result.epochs()).isEqualTo(2);
    assertThat(folder.resolve("ticket/state.safetensors")).isNotEmptyFile();
  }

  private TrialResult run(Storage storage) throws IOException, InterruptedException {
    Trial trial =
        new Trial(
            storage,
            TinyImages.set(72, 40),
            "cpu",
            CheckpointInterval.DEFAULT,
            ProcessEngine.checked("cpu"));
    TrialSpec spec =
        new TrialSpec(
            Architectures.ALL.choose("resnet20s", Map.of("width", 0.25)),
            Precision.FLOAT32,
            Methods.ALL.choose("dense", Map.of("epochs", 2, "batch", 24)).value(),
            new Unstructured(),
            Sparsity.DENSE,
            1,
            folder.resolve("ticket").toString(),
            Optional.empty(),
            Optional.empty());
    return trial.run(spec, new Watch());
  }

  private final class Watch implements TrainingObserver {
    @Override
    public void epochEnded(EpochReport report) {
      epochs.add("trained " + report.epoch());
    }

    @Override
    public void continued(List<EpochReport> before) {
      before.forEach(report -> epochs.add("restored " + report.epoch()));
    }
  }

  /** Interrupts its thread when it writes a file of the ticket, as Spark does at any moment. */
  private record Interrupted(LocalStorage files) implements Storage {
    @Override
    public void create(String location, Content content) throws IOException {
      if (location.endsWith("/state.safetensors")) {
        Thread.currentThread().interrupt();
        throw new ClosedByInterruptException();
      }
      files.create(location, content);
    }

    @Override
    public List<String> list(String location) throws IOException {
      return files.list(location);
    }

    @Override
    public List<String> folders(String location) throws IOException {
      return files.folders(location);
    }

    @Override
    public SortedMap<String, Long> lengths(String location) throws IOException {
      return files.lengths(location);
    }

    @Override
    public InputStream open(String location) throws IOException {
      return files.open(location);
    }
  }
}
