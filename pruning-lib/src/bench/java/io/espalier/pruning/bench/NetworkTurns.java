// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import static io.espalier.pruning.bench.Part.BARE;
import static io.espalier.pruning.bench.Part.BF16_STEP;
import static io.espalier.pruning.bench.Part.BIP_ITERATION;
import static io.espalier.pruning.bench.Part.DENSE_STEP;
import static io.espalier.pruning.bench.Part.EVALUATION;
import static io.espalier.pruning.bench.Part.TWO_AT_ONCE;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which parts of which network take turns, how often, and on how many threads of the engine. */
public enum NetworkTurns {
  RESNET20S("resnet20s", 1, 31, EnumSet.allOf(Part.class)),
  RESNET18("resnet18", 1, 7, EnumSet.complementOf(EnumSet.of(EVALUATION))),
  VGG16("vgg16", 1, 11, EnumSet.complementOf(EnumSet.of(TWO_AT_ONCE, BF16_STEP, EVALUATION))),
  RESNET20S_2_THREADS("resnet20s", 2, 31, EnumSet.of(DENSE_STEP, BARE, BIP_ITERATION)),
  RESNET18_2_THREADS("resnet18", 2, 7, EnumSet.of(DENSE_STEP, BIP_ITERATION));

  private final String model;
  private final int threads;
  private final int rounds;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
  private final List<Part> parts;

  NetworkTurns(String model, int threads, int rounds, Set<Part> parts) {
    this.model = model;
    this.threads = threads;
    this.rounds = rounds;
    this.parts = List.copyOf(parts);
  }

  String model() {
    return model;
  }

  /** Of the engine, for one operation. */
  int threads() {
    return threads;
  }

  /** How many times each part is timed. */
  int rounds() {
    return rounds;
  }

  /** In the order of their turns. */
  List<Part> parts() {
    return parts;
  }

  @Override
  public String toString() {
    return "%s, %s thread%s".formatted(model, threads, threads == 1 ? "" : "s");
  }
}
