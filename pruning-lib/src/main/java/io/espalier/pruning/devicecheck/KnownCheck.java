// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The checks by name, in the order in which they run.
 *
 * @param name first argument of a single check
 * @param arguments names of the arguments of a single check
 * @param parsed the check with these arguments
 * @param full what {@code gpu-check} runs
 * @param quick what {@code gpu-check --quick} runs
 */
record KnownCheck(
    String name,
    String arguments,
    Function<List<String>, Check> parsed,
    List<Check> full,
    List<Check> quick) {
  private static final int BATCH = 128;
  private static final int SMALL_BATCH = 16;
  private static final int TESTED = 500;
  private static final int TIMED_ROUNDS = 11;
  private static final String SMALLEST = "resnet20s";
  private static final String LARGER = "resnet18";
  private static final List<String> METHODS = List.of("dense", "bip");

  KnownCheck {
    full = List.copyOf(full);
    quick = List.copyOf(quick);
  }

  /** The check of this name; empty if there is none. */
  static Optional<KnownCheck> named(String name) {
    return all().stream().filter(check -> check.name().equals(name)).findFirst();
  }

  static List<KnownCheck> all() {
    Choice<Architecture> small = Subject.model(SMALLEST);
    Choice<Architecture> large = Subject.model(LARGER);
    Choice<Architecture> tiny = Architectures.ALL.choose(SMALLEST, Map.of("width", 0.125));
    return List.of(
        new KnownCheck(
            "device",
            "",
            given -> new DeviceThere(),
            List.of(new DeviceThere()),
            List.of(new DeviceThere())),
        new KnownCheck(
            "engine",
            "",
            given -> new EngineKernels(),
            List.of(new EngineKernels()),
            List.of(new EngineKernels())),
        new KnownCheck(
            "numerics",
            "[MODEL]",
            given -> new Numerics(Subject.model(given.isEmpty() ? SMALLEST : given.get(0)), BATCH),
            List.of(new Numerics(small, BATCH)),
            List.of(new Numerics(small, SMALL_BATCH))),
        new KnownCheck(
            "masks",
            "",
            given -> new SameMasks(List.of(small, large)),
            List.of(new SameMasks(List.of(small, large))),
            List.of(new SameMasks(List.of(small)))),
        new KnownCheck(
            "runs",
            "IMAGES",
            given -> wholeRuns(number(given, 0)),
            List.of(wholeRuns(640)),
            List.of(new WholeRuns(tiny, 64, List.of(0.7379), List.of(Precision.FLOAT32)))),
        new KnownCheck(
            "leak",
            "MODEL EPOCHS",
            given -> new Leak(Subject.model(given.get(0)), BATCH, number(given, 1)),
            List.of(new Leak(large, BATCH, 12)),
            List.of(new Leak(tiny, SMALL_BATCH, 40))),
        new KnownCheck(
            "time",
            "MODEL PRECISION METHOD STEPS EPOCHS",
            given -> times(given.get(0), given.get(1), List.of(given.get(2)), given.subList(3, 5)),
            List.of(),
            List.of()),
        new KnownCheck(
            "times",
            "MODEL PRECISIONS STEPS EPOCHS",
            given -> times(given.get(0), given.get(1), METHODS, given.subList(2, 4)),
            List.of(
                new StepTimes(small, List.of(Precision.values()), METHODS, BATCH, 50, 4),
                new StepTimes(large, List.of(Precision.values()), METHODS, BATCH, 50, 4)),
            List.of(new StepTimes(tiny, List.of(Precision.values()), METHODS, SMALL_BATCH, 2, 2))),
        new KnownCheck(
            "parts",
            "MODEL",
            given -> new StepParts(Subject.model(given.get(0)), BATCH, TESTED, TIMED_ROUNDS),
            List.of(
                new StepParts(small, BATCH, TESTED, TIMED_ROUNDS),
                new StepParts(large, BATCH, TESTED, TIMED_ROUNDS)),
            List.of(new StepParts(tiny, SMALL_BATCH, SMALL_BATCH, 3))),
        new KnownCheck(
            "memory",
            "MODEL BATCH",
            given -> new MemoryOfRun(Subject.model(given.get(0)), number(given, 1)),
            List.of(),
            List.of(new MemoryOfRun(tiny, SMALL_BATCH))),
        new KnownCheck(
            "many",
            "MODEL PRECISION RUNS STEPS EPOCHS",
            given ->
                new RunsAtOnce(
                    Subject.model(given.get(0)),
                    precision(given.get(1)),
                    number(given, 2),
                    BATCH,
                    number(given, 3),
                    number(given, 4)),
            List.of(many(small, 1), many(small, 2), many(small, 4), many(small, 8), many(large, 2)),
            List.of(new RunsAtOnce(tiny, Precision.FLOAT32, 2, SMALL_BATCH, 2, 2))));
  }

  private static Check wholeRuns(int images) {
    return new WholeRuns(
        Subject.model(SMALLEST), images, List.of(0.2, 0.7379), List.of(Precision.values()));
  }

  private static Check many(Choice<Architecture> model, int runs) {
    return new RunsAtOnce(model, Precision.FLOAT32, runs, BATCH, 50, 4);
  }

  private static Check times(
      String model, String precisions, List<String> methods, List<String> counts) {
    return new StepTimes(
        Subject.model(model),
        Arrays.stream(precisions.split(",", -1)).map(KnownCheck::precision).toList(),
        methods,
        BATCH,
        number(counts, 0),
        number(counts, 1));
  }

  private static Precision precision(String name) {
    return Precision.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid precision: %s, must be one of %s"
                        .formatted(name, String.join(", ", Precision.KNOWN))));
  }

  private static int number(List<String> given, int index) {
    return Integer.parseInt(given.get(index));
  }
}
