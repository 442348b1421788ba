// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.ResNet20s;
import io.espalier.pruning.storage.LocalStorage;
import io.espalier.pruning.train.Checkpoint;
import io.espalier.pruning.train.CheckpointFolder;
import io.espalier.pruning.train.CheckpointInterval;
import io.espalier.pruning.train.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exchanges of GraNet. */
class GranetTest {
  private static final Map<String, Object> EVERY_THIRD_STEP_OF_TWELVE =
      Map.of("epochs", 4, "end", 0.5, "interval", 0.25);

  @TempDir private Path folder;

  /** r = ¼·(1 + cos πp) after every second of 16 steps; the last update is after the eighth. */
  @Test
  void the_exchanged_share_falls_to_0_at_the_end_of_the_run_not_at_the_last_update() {
    Granet granet = granet(Map.of("end", 0.5, "interval", 0.125));

    double[] shares =
        LongStream.range(0, 16)
            .mapToDouble(s -> granet.exchanged(s / 16.0, (s + 1) / 16.0))
            .toArray();

    double[] expected = {
      0,
      0.48096988,
      0,
      0.42677670,
      0,
      0.34567086,
      0,
      0.25,
      0,
      0.15432914,
      0,
      0.07322330,
      0,
      0.01903012,
      0,
      0
    };
    assertThat(shares).containsExactly(expected, within(1e-8));
  }

  /**
   * 160 epochs of 391 steps. The last of 43 updates is after epoch 110; an interval is 1,000.96
   * steps, so 19 exchanges follow in the other 19,550 steps.
   */
  @Test
  void the_default_schedule_is_that_of_the_released_run() {
    Granet granet = Granet.DEFAULTS;
    long steps = 160 * 391;
    long[] updates =
        LongStream.range(0, steps)
            .filter(s -> granet.times().reached((double) s / steps, (s + 1.0) / steps) > 0)
            .toArray();
    long[] exchanges =
        LongStream.range(0, steps)
            .filter(s -> granet.exchanged((double) s / steps, (s + 1.0) / steps) > 0)
            .toArray();

    assertThat(updates).hasSize(43).startsWith(1_000).endsWith(110 * 391 - 1);
    assertThat(exchanges).hasSize(43 + 19).startsWith(1_000).endsWith(43_010 + 19_019 - 1);
    assertThat(granet.recipe().weightDecay()).isEqualTo(5e-4);
    assertThat(granet.recipe().schedule()).isEqualTo(Schedule.STEP);
  }

  /** Updates after steps 3 and 6, exchanges after these and step 9; after step 12, r is 0. */
  @Test
  void weights_are_also_exchanged_after_the_last_update() throws Exception {
    try (TinyRun run = new TinyRun(new ResNet20s(0.25).block(4))) {
      Mask last = mask(run, 6);
      for (int step : List.of(7, 8)) {
        assertThat(mask(run, step).values()).as("step %d", step).isEqualTo(last.values());
      }
      Mask exchanged = mask(run, 9);
      for (int step : List.of(10, 11, 12)) {
        assertThat(mask(run, step).values()).as("step %d", step).isEqualTo(exchanged.values());
      }
      List<Long> kept = LayerCounts.of(run.net.layers(), last).kept();
      assertThat(LayerCounts.of(run.net.layers(), exchanged).kept()).isEqualTo(kept);
      double added = exchanged.values().sub(last.values()).clip(0, 1).sum().getFloat();
      long most = kept.stream().mapToLong(k -> (long) Math.floor(0.0732233 * k)).sum();
      assertThat(added).isBetween(0.5 * most, (double) most); // some are dropped and added again
    }
  }

  /** The mask after {@code steps} of the run. */
  private Mask mask(TinyRun run, int steps) throws Exception {
    CheckpointFolder kept =
        new CheckpointFolder(
            new LocalStorage(),
            folder.resolve("after" + steps).toString(),
            CheckpointInterval.of(Duration.ofNanos(1)));
    run.lastSave = steps;
    assertThatThrownBy(
            () ->
                run.prune(
                    "granet",
                    EVERY_THIRD_STEP_OF_TWELVE,
                    new Unstructured(),
                    0.5,
                    Optional.of(kept)))
        .hasMessage("stopped");
    Map<String, NDArray> saved =
        Checkpoint.read(
            new LocalStorage(),
            folder.resolve("after" + steps).resolve("train.safetensors").toString(),
            run.manager);
    return new Mask(saved.get("mask"), saved.get("mask_other"));
  }

  private static Granet granet(Map<String, Object> settings) {
    return (Granet) Methods.ALL.choose("granet", settings).value();
  }
}
