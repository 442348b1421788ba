// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet20s;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Epochs of 72, 26 and 25 images in batches of 24: three steps, two, and one, as a single image is
 * left out.
 */
class EpochImagesTest {
  private static final int[] CHOSEN = {72, 26, 25};
  private static final int[] SIZES = {72, 26, 24};

  private final NDManager manager = NDManager.newBaseManager();
  private final PrunableNet net =
      new PrunableNet(
          manager,
          new ResNet20s(0.25).block(4),
          new Shape(3, 8, 8),
          DataType.FLOAT32,
          PrunableNet.Layout.CHANNELS_LAST);
  private final NetworkState initial =
      net.initialState(tensor -> new Streams(1).of("init", tensor));
  private final List<int[]> seen = new ArrayList<>();
  private final List<EpochReport> reports = new ArrayList<>();
  private final List<String> reached = new ArrayList<>();
  private final List<Training.Step> steps = new ArrayList<>();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void steps_are_numbered_as_if_each_epoch_had_all_images() throws Exception {
    List<String> at = new ArrayList<>();
    train(
        step -> {
          at.add(
              "epoch %s: %s to %s of %s%s%s"
                  .formatted(
                      step.epoch(),
                      step.number(),
                      step.next(),
                      step.steps(),
                      step.endsEpoch() ? ", ends" : "",
                      step.isLast() ? ", last" : ""));
          return manager.create(1f);
        });

    assertThat(at)
        .containsExactly(
            "epoch 1: 0 to 1 of 9",
            "epoch 1: 1 to 2 of 9",
            "epoch 1: 2 to 3 of 9, ends",
            "epoch 2: 3 to 4 of 9",
            "epoch 2: 4 to 6 of 9, ends",
            "epoch 3: 6 to 9 of 9, ends, last");
    assertThat(steps.get(4).progress()).isEqualTo(4 / 9.0);
    assertThat(steps.get(4).progressAfter()).isEqualTo(6 / 9.0);
    assertThat(steps.get(5).progressAfter()).isEqualTo(1);
  }

  @Test
  void an_epoch_shows_each_of_its_images_once_and_its_loss_is_their_mean() throws Exception {
    train(step -> manager.create((float) step.epoch()));

    for (int epoch = 1; epoch <= 3; epoch++) {
      int number = epoch;
      assertThat(
              steps.stream()
                  .filter(step -> step.epoch() == number)
                  .flatMapToInt(step -> Arrays.stream(step.images())))
          .hasSize(SIZES[epoch - 1])
          .doesNotHaveDuplicates();
    }
    assertThat(steps)
        .extracting(step -> step.images().length)
        .containsExactly(24, 24, 24, 24, 2, 24);
    assertThat(reports).extracting(EpochReport::trainLoss).containsExactly(1.0, 2.0, 3.0);
  }

  /** What a step outputs is shown once, though it makes two passes. */
  @Test
  void the_first_pass_of_a_step_shows_its_logits_and_passes_are_counted() throws Exception {
    Training training =
        train(
            step -> {
              step.gradient(initial.copy(), step.anotherBatch());
              step.gradient(initial.copy());
              return step.gradient(initial.copy()).loss();
            });

    assertThat(seen).hasSize(6);
    for (int i = 0; i < 6; i++) {
      assertThat(seen.get(i)).isEqualTo(steps.get(i).images());
    }
    assertThat(training.cost().passes()).isCloseTo(3 * (72 + 26 + 24) / 72.0, within(1e-12));
  }

  /** 4.5 rounds to 5, within the step from 4 to 6; 0.75·9 to 7, within the last one. */
  @Test
  void a_state_wanted_within_a_step_is_that_before_it() throws Exception {
    train(step -> manager.create(1f));

    assertThat(reached)
        .containsExactly("0.0 after 0", "0.5 after 4", "0.75 after 5", "1.0 after 6");
  }

  private Training train(Training.StepBody body) throws InterruptedException {
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void epochEnded(EpochReport report) {
            reports.add(report);
          }

          @Override
          public Set<Double> statesWanted() {
            return Set.of(0.0, 0.5, 0.75, 1.0);
          }

          @Override
          public void stateReached(double share, NetworkState state) {
            reached.add(share + " after " + steps.size());
          }
        };
    Training training =
        new Training(
            net,
            TinyImages.set(72, 8),
            new Streams(1),
            observer,
            Optional.empty(),
            72,
            (phase, epochs) -> new Shrinking());
    Learner learner =
        new Learner(initial, Mask.dense(manager, net.prunable(), net.others()), Map.of());
    training.run(
        "train",
        3,
        24,
        learner,
        step -> {
          steps.add(step);
          return body.run(step);
        });
    return training;
  }

  private final class Shrinking implements EpochImages {
    @Override
    public int[] of(int epoch, int[] order) {
      return Arrays.copyOf(order, CHOSEN[epoch]);
    }

    @Override
    public void saw(int[] images, NDArray logits, NDArray labels) {
      assertThat(logits.getShape()).isEqualTo(new Shape(images.length, 4));
      assertThat(labels.getShape()).isEqualTo(new Shape(images.length));
      seen.add(images);
    }

    @Override
    public Map<String, NDArray> memory() {
      return Map.of();
    }
  }
}
