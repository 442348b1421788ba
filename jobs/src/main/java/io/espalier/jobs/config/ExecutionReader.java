// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import io.espalier.jobs.config.Located.Entry;
import io.espalier.jobs.config.Located.Mapping;
import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.jobs.sweep.Execution;
import io.espalier.pruning.catalog.Suggestions;
import io.espalier.pruning.train.CheckpointInterval;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code device} and {@code checkpoint}, and reports invalid values as problems. */
record ExecutionReader(Mapping config, Problems problems) {
  static final String DEVICE = "device";
  static final String CHECKPOINT = "checkpoint";
  private static final String EPOCHS = "epochs";
  private static final String MINUTES = "minutes";

  static final List<String> CHECKPOINT_KEYS = List.of(EPOCHS, MINUTES);

  Execution read() {
    return new Execution(device(), checkpoints());
  }

  private DeviceChoice device() {
    Entry entry = config.entries().get(DEVICE);
    if (entry == null) {
      return Execution.DEFAULT.device();
    }
    List<String> names =
        Arrays.stream(DeviceChoice.values())
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .toList();
    if (!(entry.value().plain() instanceof String name)) {
      problems.invalid(DEVICE, entry.value(), "one of " + String.join(", ", names));
    } else if (!names.contains(name)) {
      problems.add(entry.value().place(), Suggestions.unknown(DEVICE, name, names));
    } else {
      return DeviceChoice.valueOf(name.toUpperCase(Locale.ROOT));
    }
    return Execution.DEFAULT.device();
  }

  private CheckpointInterval checkpoints() {
    if (!config.entries().containsKey(CHECKPOINT)) {
      return Execution.DEFAULT.checkpoints();
    }
    Mapping section =
        Sections.optional(config, CHECKPOINT, "a mapping with epochs, minutes or both", problems);
    Keys.check("key of checkpoint", section, CHECKPOINT_KEYS, problems);
    Optional<CheckpointInterval> epochs = epochs(section);
    Optional<CheckpointInterval> minutes = minutes(section);
    if (epochs.isPresent() && minutes.isPresent()) {
      return new CheckpointInterval(epochs.get().epochs(), minutes.get().time());
    }
    return epochs.or(() -> minutes).orElse(Execution.DEFAULT.checkpoints());
  }

  private Optional<CheckpointInterval> epochs(Mapping section) {
    Entry entry = section.entries().get(EPOCHS);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value().plain() instanceof Integer epochs && epochs >= 1) {
      return Optional.of(CheckpointInterval.ofEpochs(epochs));
    }
    problems.invalid("checkpoint.epochs", entry.value(), "a whole number of 1 or more");
    return Optional.empty();
  }

  private Optional<CheckpointInterval> minutes(Mapping section) {
    Entry entry = section.entries().get(MINUTES);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value().plain() instanceof Number minutes
        && minutes.doubleValue() > 0
        && minutes.doubleValue() <= 1e6) {
      double millis = minutes.doubleValue() * 60_000;
      return Optional.of(CheckpointInterval.of(Duration.ofMillis(Math.max(1, (long) millis))));
    }
    problems.invalid("checkpoint.minutes", entry.value(), "a number greater than 0 (up to 1e6)");
    return Optional.empty();
  }
}
