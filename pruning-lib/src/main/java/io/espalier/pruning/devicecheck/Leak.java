// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.EpochReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Arrays that the network's manager holds, and memory of the process and the card, over epochs of
 * BiP with a checkpoint in each: after the first half nothing may grow.
 *
 * @param model the network
 * @param batch images of a step
 * @param epochs epochs of one step
 */
record Leak(Choice<Architecture> model, int batch, int epochs) implements Check {
  /** The memory of a process is noisy; below these epochs it is only shown. */
  private static final int EPOCHS_FOR_MEMORY = 8;

  private static final double MAX_MIB = 20;

  private record Reading(long arrays, MemoryInUse memory) {}

  @Override
  public void run(String device, CheckLines lines) throws IOException, InterruptedException {
    List<Reading> readings = new ArrayList<>();
    try (Scratch scratch = Scratch.create()) {
      CheckpointFolder checkpoints =
          new CheckpointFolder(
              new LocalStorage(), scratch.folder().toString(), CheckpointInterval.ofEpochs(1));
      new TimedTraining(Subject.of(model, batch, 1), batch, DataType.FLOAT32, "bip")
          .run(
              device,
              epochs,
              Optional.of(checkpoints),
              net ->
                  (EpochReport report) ->
                      readings.add(
                          new Reading(
                              net.manager().getManagedArrays().size(), MemoryInUse.now(device))));
    }
    double arrays = growth(readings, Reading::arrays);
    lines.result(
        arrays <= 0,
        model.name() + " arrays of the manager",
        String.format(
            Locale.ROOT,
            "%.1f more each epoch; %s",
            arrays,
            readings.stream().map(Reading::arrays).toList()));
    memory("resident", readings, reading -> reading.memory().resident(), lines);
    if (!device.equals("cpu")) {
      memory("card", readings, reading -> reading.memory().card(), lines);
    }
  }

  private void memory(
      String what, List<Reading> readings, ToLongFunction<Reading> mebibytes, CheckLines lines) {
    double growth = growth(readings, mebibytes);
    lines.result(
        growth < MAX_MIB || epochs < EPOCHS_FOR_MEMORY,
        model.name() + " " + what + " memory, a checkpoint an epoch",
        String.format(
            Locale.ROOT,
            "%.0f MiB more each; MiB: %s",
            growth,
            readings.stream().map(mebibytes::applyAsLong).toList()));
  }

  /** Growth of an epoch over the second half. */
  private static double growth(List<Reading> readings, ToLongFunction<Reading> of) {
    int last = readings.size() - 1;
    int middle = last / 2;
    return (double) (of.applyAsLong(readings.get(last)) - of.applyAsLong(readings.get(middle)))
        / Math.max(1, last - middle);
  }
}
