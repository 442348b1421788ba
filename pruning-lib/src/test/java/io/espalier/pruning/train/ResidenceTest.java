// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.model.ResNet20s;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run has the same bits, wherever its batches are prepared. */
class ResidenceTest {
  private static final ImageSet IMAGES = TinyImages.set(60, 40);
  private static final Streams STREAMS = new Streams(1);

  @Test
  void a_run_that_prepares_batches_on_the_device_has_the_bits_of_the_host() throws Exception {
    assertThat(run(Residence.DEVICE)).isEqualTo(run(Residence.HOST)).hasSize(2 * 2 + 3 + 2);
  }

  /**
   * Two phases with both batch sequences, and a sample.
   *
   * @return losses and evaluations, sums of the sample, hashes of weights and running statistics
   */
  private static List<Object> run(Residence residence) throws InterruptedException {
    List<Object> reports = new ArrayList<>();
    TrainingObserver observer =
        report -> {
          reports.add(report.trainLoss());
          reports.add(report.test());
        };
    try (NDManager manager = NDManager.newBaseManager();
        PrunableNet net =
            new PrunableNet(
                manager,
                new ResNet20s(0.25).block(4),
                new Shape(3, 8, 8),
                DataType.FLOAT32,
                PrunableNet.Layout.CHANNELS_LAST,
                residence)) {
      NetworkState state = net.initialState(tensor -> STREAMS.of("init", tensor));
      Mask mask = Mask.dense(net.manager(), net.prunable(), net.others());
      Learner learner = new Learner(state, mask, Map.of());
      Training training = new Training(net, IMAGES, STREAMS, observer, Optional.empty());
      training.run("first", 1, 24, learner, step -> trained(step, learner));
      training.run("second", 1, 24, learner, step -> trained(step, learner));
      training.sample(3, 5, batch -> reports.add(batch.images().sum().getFloat()));
      reports.add(Arrays.hashCode(state.weights().toFloatArray()));
      reports.add(Arrays.hashCode(state.statistics().toFloatArray()));
      return reports;
    }
  }

  private static NDArray trained(Training.Step step, Learner learner) {
    Gradient other = step.gradient(learner.masked(), step.anotherBatch());
    learner.state().weights().subi(other.weights().mul(0.01f));
    Gradient gradient = step.gradient(learner.masked());
    learner.state().weights().subi(gradient.weights().mul(0.05f));
    return gradient.loss();
  }
}
