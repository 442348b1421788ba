// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.devicecheck.TrialRuns.Asked;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.TrainingObserver;
import io.espalier.pruning.trial.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Locale;

/**
 * A run that dies at its second checkpoint and continues, beside one that does not and one that is
 * repeated. On a CPU all three have the same bits; a GPU is not bound to that.
 *
 * @param runs with a dense ticket
 */
record ContinuedRun(TrialRuns runs) implements Check {
  private static final int EPOCHS = 4;
  private static final int ROUNDS = 3;
  private static final String CPU = "cpu";

  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Ends the run at its second checkpoint. */
  private static final class DiesAtSecond implements TrainingObserver {
    private int saves;

    @Override
    public void epochEnded(EpochReport report) {}

    @Override
    public void saved() {
      saves++;
      if (saves == 2) {
        throw new Died();
      }
    }
  }

  @Override
  public void run(String device, CheckLines lines) throws IOException, InterruptedException {
    TrialResult whole = runs.run(asked("whole"), EPOCHS, report -> {});
    runs.run(asked("again"), EPOCHS, report -> {});
    TrialResult died = continued();
    lines.result(
        died.kept() == whole.kept() && died.epochs() == whole.epochs(),
        "continued",
        String.format(
            Locale.ROOT,
            "%s kept, accuracy %.3f against %.3f",
            died.kept(),
            died.test().accuracy(),
            whole.test().accuracy()));
    bits("repeated bits", "again", device, lines);
    bits("continued bits", "died", device, lines);
  }

  private TrialResult continued() throws IOException, InterruptedException {
    try {
      runs.run(asked("died"), EPOCHS, new DiesAtSecond());
    } catch (Died e) {
      return runs.run(asked("died"), EPOCHS, report -> {});
    }
    throw new IllegalStateException("The run that should die has written no second checkpoint");
  }

  private void bits(String name, String ticket, String device, CheckLines lines)
      throws IOException {
    boolean same = Arrays.equals(state("whole"), state(ticket));
    if (device.equals(CPU)) {
      lines.result(same, name, same ? "the same" : "others");
    } else {
      lines.info(name, same ? "the same" : "others");
    }
  }

  private byte[] state(String ticket) throws IOException {
    return Files.readAllBytes(runs.ticket(ticket).resolve("state.safetensors"));
  }

  private static Asked asked(String ticket) {
    return new Asked(
        ticket, "bip", new Unstructured(), Sparsity.afterRounds(ROUNDS), Precision.FLOAT32);
  }
}
