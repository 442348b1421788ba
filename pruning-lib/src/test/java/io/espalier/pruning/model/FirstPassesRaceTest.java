// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.engine.FirstPasses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two runs in one process that start the first pass of each shape at the same time. Without {@link
 * FirstPasses}, some rounds differ or the process crashes on a processor that hides its caches
 * (src/test/native/hidden-caches.c simulates one on any machine); on other processors, none does.
 * Opt-in, because it takes minutes: {@code mvn -pl pruning-lib test -Dgroups=race
 * -Dexcluded.groups=}.
 */
@Tag("race")
class FirstPassesRaceTest {
  private static final int SLOTS = 2;

  /** Image sides in pixels; each side with each batch size below is a new shape. */
  private static final List<Integer> SIDES = IntStream.range(8, 48).boxed().toList();

  private static final List<Integer> BATCHES = IntStream.range(3, 28).boxed().toList();

  private final CyclicBarrier together = new CyclicBarrier(SLOTS);

  /** Hashes of a round's first gradient, and of the same gradient when its kernels are cached. */
  private record Round(int side, int batch, int first, int again) {}

  @Test
  void a_thousand_concurrent_first_passes_have_the_same_bits_in_both_slots() throws Exception {
    ProcessEngine.checked("cpu"); // with the settings of runs
    ExecutorService slots = Executors.newFixedThreadPool(SLOTS);
    try {
      List<Future<List<Round>>> running = new ArrayList<>();
      for (int slot = 0; slot < SLOTS; slot++) {
        running.add(slots.submit((Callable<List<Round>>) this::rounds));
      }
      List<Round> one = running.get(0).get();
      List<Round> other = running.get(1).get();

      assertThat(one).hasSize(1000);
      List<String> different = new ArrayList<>();
      for (int i = 0; i < one.size(); i++) {
        Round mine = one.get(i);
        Round theirs = other.get(i);
        if (!Set.of(mine.again())
            .containsAll(List.of(mine.first(), theirs.first(), theirs.again()))) {
          different.add("%s pixels, batch %s".formatted(mine.side(), mine.batch()));
        }
      }
      assertThat(different).as("rounds whose gradients differ").isEmpty();
    } finally {
      slots.shutdownNow();
    }
  }

  private List<Round> rounds() throws Exception {
    List<Round> rounds = new ArrayList<>();
    for (int side : SIDES) {
      try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
          PrunableNet net =
              new PrunableNet(
                  manager,
                  new ResNet20s(0.5).block(10),
                  new Shape(3, side, side),
                  DataType.FLOAT32,
                  PrunableNet.Layout.CHANNELS_LAST)) {
        NetworkState state = net.initialState(SplittableRandom::new);
        for (int batch : BATCHES) {
          together.await();
          int first = gradient(net, state, batch);
          rounds.add(new Round(side, batch, first, gradient(net, state, batch)));
        }
      }
    }
    return rounds;
  }

  private static int gradient(PrunableNet net, NetworkState state, int batch) {
    SplittableRandom random = new SplittableRandom(7);
    int side = (int) net.image().get(1);
    float[] pixels = new float[batch * side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray images =
          net.manager().create(pixels, new Shape(batch, side, side, 3)).transpose(0, 3, 1, 2);
      Gradient gradient = net.gradient(state.copy(), images, logits -> logits.mul(logits).sum());
      return Arrays.hashCode(gradient.weights().toFloatArray());
    }
  }
}
