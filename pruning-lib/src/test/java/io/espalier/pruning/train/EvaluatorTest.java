// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.engine.Residence;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.Network;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Evaluations whose logits are the input: of one image of 1×1 pixels, the channels are the classes.
 * One product and sums with zeros are exact, so logits do not depend on the size of a batch.
 */
class EvaluatorTest {
  private static final int IMAGES = 2300;
  private static final int CLASSES = 7;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void both_ways_compute_accuracy_and_loss_from_the_same_logits() {
    ImageSet set = set();
    Evaluation host = evaluation(set, Residence.HOST);
    Evaluation device = evaluation(set, Residence.DEVICE);

    assertThat(device).isEqualTo(host);
    assertThat(host.accuracy()).isEqualTo(share(set, 1));
    assertThat(host.top5()).isEqualTo(share(set, 5));
    assertThat(host.loss()).isCloseTo(loss(set), within(1e-6));
  }

  @Test
  void on_the_host_a_batch_is_read_before_the_next_one_is_loaded() {
    Watched net = watched(Residence.HOST);

    new Evaluator(set(), set().test(), net.net).evaluate(net, net.state);

    assertThat(net.sizes).hasSize(10).startsWith(250L).endsWith(50L);
    assertThat(net.kept).containsOnly(0L);
    assertThat(net.logits).allMatch(NDArray::isReleased);
  }

  @Test
  void on_the_device_the_logits_stay_until_the_end_of_the_split() {
    Watched net = watched(Residence.DEVICE);

    new Evaluator(set(), set().test(), net.net).evaluate(net, net.state);

    assertThat(net.sizes).containsExactly(1000L, 1000L, 300L);
    assertThat(net.kept).containsExactly(0L, 1L, 2L);
    assertThat(net.logits).allMatch(NDArray::isReleased);
  }

  /** 1,000 rows of 10,000 logits are 40 MB, and two times that exceeds 64 MiB. */
  @Test
  void many_logits_are_read_in_pieces() {
    int classes = 10_000;
    byte[] pixels = new byte[1100];
    int[] labels = new int[pixels.length];
    new SplittableRandom(3).nextBytes(pixels);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i * 7 % classes;
    }
    ResidentSplit split = new ResidentSplit(pixels, labels);
    ImageSet set =
        new ImageSet(1, 1, 1, classes, new float[] {0.5f}, new float[] {0.25f}, split, split);
    Watched host = new Watched(net(classes, 1, Residence.HOST));
    Watched device = new Watched(net(classes, 1, Residence.DEVICE));

    Evaluation expected = new Evaluator(set, split, host.net).evaluate(host, host.state);
    Evaluation actual = new Evaluator(set, split, device.net).evaluate(device, host.state);

    assertThat(actual).isEqualTo(expected);
    assertThat(device.sizes).containsExactly(1000L, 100L);
    assertThat(device.kept).containsExactly(0L, 0L);
  }

  private Evaluation evaluation(ImageSet set, Residence residence) {
    Watched net = watched(residence);
    return new Evaluator(set, set.test(), net.net).evaluate(net, net.state);
  }

  private Watched watched(Residence residence) {
    PrunableNet net = net(CLASSES, CLASSES, residence);
    Watched watched = new Watched(net);
    watched.state =
        new NetworkState(
            manager.eye(CLASSES).flatten(), watched.state.other(), watched.state.statistics());
    return watched;
  }

  private PrunableNet net(int classes, int channels, Residence residence) {
    return new PrunableNet(
        manager,
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(classes).build()),
        new Shape(channels, 1, 1),
        DataType.FLOAT32,
        PrunableNet.Layout.CHANNELS_LAST,
        residence);
  }

  /** Records the batches, and how many logits are still there when a batch comes. */
  private static final class Watched implements Network {
    private final PrunableNet net;
    private final List<Long> sizes = new ArrayList<>();
    private final List<Long> kept = new ArrayList<>();
    private final List<NDArray> logits = new ArrayList<>();
    private NetworkState state;

    Watched(PrunableNet net) {
      this.net = net;
      this.state = net.initialState(tensor -> new SplittableRandom(5 + tensor));
    }

    @Override
    public NDArray evaluate(NetworkState evaluated, NDArray images) {
      sizes.add(images.getShape().get(0));
      kept.add(logits.stream().filter(array -> !array.isReleased()).count());
      logits.add(net.evaluate(evaluated, images));
      return logits.get(logits.size() - 1);
    }

    @Override
    public void updateStatistics(NetworkState observed, NDArray images) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Gradient gradient(NetworkState leaves, NDArray images, UnaryOperator<NDArray> loss) {
      throw new UnsupportedOperationException();
    }
  }

  /** Share of the images of whose classes fewer than {@code first} rank before their label. */
  private static double share(ImageSet set, int first) {
    byte[] pixels = ((ResidentSplit) set.test()).pixels();
    int hits = 0;
    for (int i = 0; i < IMAGES; i++) {
      int label = set.test().labels()[i];
      int own = pixels[i * CLASSES + label] & 0xFF;
      int before = 0;
      for (int c = 0; c < CLASSES; c++) {
        int other = pixels[i * CLASSES + c] & 0xFF;
        before += other > own || (other == own && c < label) ? 1 : 0;
      }
      hits += before < first ? 1 : 0;
    }
    return hits / (double) IMAGES;
  }

  private static double loss(ImageSet set) {
    byte[] pixels = ((ResidentSplit) set.test()).pixels();
    double loss = 0;
    for (int i = 0; i < IMAGES; i++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.exp(logit(pixels[i * CLASSES + c]));
      }
      loss += Math.log(sum) - logit(pixels[i * CLASSES + set.test().labels()[i]]);
    }
    return loss / IMAGES;
  }

  private static double logit(byte level) {
    return ((level & 0xFF) / 255.0 - 0.5) / 0.25;
  }

  private static ImageSet set() {
    SplittableRandom random = new SplittableRandom(2);
    byte[] pixels = new byte[IMAGES * CLASSES];
    int[] labels = new int[IMAGES];
    random.nextBytes(pixels);
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = random.nextInt(CLASSES);
    }
    float[] mean = new float[CLASSES];
    float[] deviation = new float[CLASSES];
    Arrays.fill(mean, 0.5f);
    Arrays.fill(deviation, 0.25f);
    ResidentSplit split = new ResidentSplit(pixels, labels);
    return new ImageSet(CLASSES, 1, 1, CLASSES, mean, deviation, split, split);
  }
}
