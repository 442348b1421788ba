// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.PrunableNet;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Holds the masks of every structure and ranking on the device against those of the CPU, bit by
 * bit, for the same scores: the initial weights.
 *
 * @param models the networks
 */
record SameMasks(List<Choice<Architecture>> models) implements Check {
  private static final List<String> STRUCTURES =
      List.of("unstructured", "filter", "filter:0.25", "channel", "2:4");
  private static final int ROUNDS = 6;

  SameMasks {
    models = List.copyOf(models);
  }

  @Override
  public void run(String device, CheckLines lines) throws IOException {
    for (Choice<Architecture> model : models) {
      Subject subject = Subject.of(model, 1, 1);
      try (NDManager here = Subject.manager("cpu");
          NDManager there = Subject.manager(device);
          PrunableNet onHost = subject.net(here, DataType.FLOAT32);
          PrunableNet onDevice = subject.net(there, DataType.FLOAT32)) {
        compare(model.name(), onHost, onDevice, lines);
      }
    }
  }

  private static void compare(
      String model, PrunableNet onHost, PrunableNet onDevice, CheckLines lines) {
    NDArray scores = Subject.initial(onHost).weights();
    NDArray same = Subject.initial(onDevice).weights();
    lines.result(
        Arrays.equals(HostCopy.floats(scores), HostCopy.floats(same)),
        model + " initial weights",
        "%s weights".formatted(scores.size()));
    for (String structure : STRUCTURES) {
      Granularity granularity = Granularity.named(structure).orElseThrow();
      Sparsity target = granularity.ownSparsity().orElse(Sparsity.afterRounds(ROUNDS));
      for (Ranking ranking : Ranking.values()) {
        Mask expected =
            granularity.selection(onHost.layers(), target).of(scores, onHost.others(), ranking);
        Selection selection = granularity.selection(onDevice.layers(), target);
        Mask found = selection.of(same, onDevice.others(), ranking);
        lines.result(
            equal(expected, found) && selection.allows(found),
            "%s %s %s".formatted(model, structure, ranking),
            "%s of %s kept".formatted(found.kept(), onDevice.prunable()));
      }
    }
  }

  private static boolean equal(Mask expected, Mask found) {
    return Arrays.equals(expected.packed(), found.packed())
        && Arrays.equals(HostCopy.floats(expected.other()), HostCopy.floats(found.other()));
  }
}
