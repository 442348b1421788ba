// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Times steps of methods in each precision: batches brought, forward, backward and update.
 *
 * @param model the network
 * @param precisions precisions, in this order
 * @param methods names of methods, in this order
 * @param batch images of a step
 * @param steps steps of an epoch
 * @param epochs epochs, from 2; the first warms up
 */
record StepTimes(
    Choice<Architecture> model,
    List<Precision> precisions,
    List<String> methods,
    int batch,
    int steps,
    int epochs)
    implements Check {
  private static final double MILLIS_PER_SECOND = 1e3;

  StepTimes {
    precisions = List.copyOf(precisions);
    methods = List.copyOf(methods);
    if (epochs < 2) {
      throw new IllegalArgumentException("Invalid epochs: " + epochs + ", must be at least 2");
    }
  }

  @Override
  public void run(String device, CheckLines lines) throws IOException, InterruptedException {
    Subject subject = Subject.of(model, steps * batch, 1);
    for (Precision precision : precisions) {
      for (String method : methods) {
        MemoryInUse before = MemoryInUse.now(device);
        EpochClock clock = new EpochClock(() -> {});
        new TimedTraining(subject, batch, precision.type(), method)
            .run(device, epochs, Optional.empty(), net -> clock);
        double millis = clock.millisOfStep(steps);
        lines.info(
            "%s %s %s".formatted(model.name(), precision, method),
            String.format(
                Locale.ROOT,
                "%.2f ms a step by the clock (%.0f images/s), %.2f ms by the run's own seconds; %s; before: %s",
                millis,
                batch / millis * MILLIS_PER_SECOND,
                clock.ownMillisOfStep(steps),
                MemoryInUse.now(device).text(),
                before.text()));
      }
    }
  }
}
