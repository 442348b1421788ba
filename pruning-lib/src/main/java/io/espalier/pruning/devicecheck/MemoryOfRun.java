// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.measure.NetworkSize;
import io.espalier.pruning.measure.RunMemory;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * The estimate of the memory of a run beside what BiP, the method with the most vectors, takes. The
 * peak is that of the process, so it says something in a process of its own only.
 *
 * @param model the network
 * @param batch images of a step
 */
record MemoryOfRun(Choice<Architecture> model, int batch) implements Check {
  private static final int EPOCHS = 2;
  private static final double MIB = 1 << 20;

  @Override
  public void run(String device, CheckLines lines) throws IOException, InterruptedException {
    Subject subject = Subject.of(model, 2 * batch, 1);
    RunMemory estimate =
        RunMemory.of(
            NetworkSize.of(model.value(), subject.set().format()), batch, Precision.FLOAT32);
    MemoryInUse before = MemoryInUse.now(device);
    new TimedTraining(subject, batch, Precision.FLOAT32.type(), "bip")
        .run(device, EPOCHS, Optional.empty(), net -> report -> {});
    MemoryInUse after = MemoryInUse.now(device);
    double taken = after.peak() - before.resident();
    double card = (double) after.card() - before.card();
    double estimated = estimate.device() / MIB;
    lines.info(
        "%s batch %s".formatted(model.name(), batch),
        String.format(
            Locale.ROOT,
            "estimate %.0f MiB, taken %.0f MiB of the process (%.2f times) and %.0f MiB of the card",
            estimated,
            taken,
            taken / estimated,
            card));
  }
}
