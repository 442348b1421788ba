// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.catalog.Requirements;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Overwrite;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.train.EpochImages;
import io.espalier.pruning.train.Streams;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * SeTa (Zhou, Gao, Yuan, Wang: "Scale efficient training for large datasets", CVPR 2025, arXiv
 * 2503.13385): each epoch trains on other images. It draws a share of all images at random, groups
 * these by their last loss, by k-means into G groups, and uses a window of round(α·G) groups next
 * to each other. Windows slide from easy to hard: that of epoch e, from 0, begins at the group of
 * rank e mod (G − round(α·G) + 1), rank 0 having the least loss. In the first epoch all losses are
 * equal, which is one group: that epoch and the last ones use all images drawn.
 *
 * <p>Defaults: those of the authors' script for CIFAR: G = 5, α = 0.9, and windows end at 0.875 of
 * the epochs. That script draws 0.9 of the images; here {@code keep: 1}, the default, draws all. A
 * half rounds to even there and here: round(4.5) is 4, so that there are two windows: all groups
 * but the easiest, and all but the hardest. An image without a loss counts as one of loss 3, as
 * there.
 *
 * <p>Differs from the authors' code: the number of images drawn is rounded, there rounded down; an
 * epoch whose window has no image uses all images drawn, there a single image; losses are without
 * smoothed labels; each phase of a method begins anew; the schedule of the rate is that of the
 * method. As there, the rate depends on the share of epochs done, and not on their images.
 *
 * @param groups G, 1 or more
 * @param window α: the share of the groups used, in (0, 1]; of one group or more
 * @param until share of the epochs after which all images drawn are used, in [0, 1]
 */
public record Seta(int groups, double window, double until) implements Serializable {
  static final Seta DEFAULTS = new Seta(5, 0.9, 0.875);

  private static final float UNKNOWN = 3;

  private static final String LOSSES =
      """
      def forward(self, losses: Tensor, images: Tensor, logits: Tensor, labels: Tensor) -> Tensor:
        right = torch.gather(torch.log_softmax(logits.float(), 1), 1, torch.unsqueeze(labels, 1))
        return torch.index_copy_(losses, 0, images, torch.neg(torch.squeeze(right, 1)))
      """;

  public Seta {
    new Requirements()
        .atLeast(1, "groups", groups)
        .that(window > 0 && window <= 1, "window", window, "greater than 0 and at most 1")
        .that(
            Math.rint(window * groups) >= 1,
            "window",
            window,
            "one group or more, of groups: %s".formatted(groups))
        .that(until >= 0 && until <= 1, "until", until, "in [0, 1]")
        .check();
  }

  /**
   * @param keep share of the images drawn, in (0, 1]
   * @param manager memory of the network
   * @param streams randomness of the run
   * @param images number of training images
   */
  EpochImages.Curriculum curriculum(double keep, NDManager manager, Streams streams, int images) {
    int drawn = (int) Math.max(1, Math.round(keep * images));
    return (phase, epochs) ->
        new Windows(
            manager,
            images,
            epochs,
            epoch -> Arrays.copyOf(streams.order(images, phase + " drawn", epoch), drawn),
            new Groups(phase, streams));
  }

  /** The images that an epoch draws. */
  @FunctionalInterface
  private interface Draw {
    int[] of(int epoch);
  }

  /** Groups of images of similar loss. */
  private record Groups(String phase, Streams streams) {
    /** The group of each image, from 0, the group of least loss. */
    int[] of(int epoch, int count, double[][] losses) {
      double[][] centers =
          KMeans.centers(losses, count, streams.of(phase + " groups of losses", epoch));
      Arrays.sort(centers, Comparator.comparingDouble(center -> center[0]));
      return Arrays.stream(losses).mapToInt(loss -> KMeans.nearest(loss, centers)).toArray();
    }
  }

  /** The windows of a phase. */
  private final class Windows implements EpochImages {
    private final NDManager manager;
    private final int epochs;
    private final Draw draw;
    private final Groups grouping;
    private final NDArray losses; // (images)
    private final NDArray used; // (images), 1 for those of the epoch
    private final NDArray begun; // (1), epochs begun
    private final TorchProgram lossesOf;

    Windows(NDManager manager, int images, int epochs, Draw draw, Groups grouping) {
      this.manager = manager;
      this.epochs = epochs;
      this.draw = draw;
      this.grouping = grouping;
      this.losses = manager.full(new Shape(images), UNKNOWN);
      this.used = manager.zeros(new Shape(images));
      this.begun = manager.zeros(new Shape(1));
      this.lossesOf = new TorchProgram(manager, LOSSES);
    }

    @Override
    public Map<String, NDArray> memory() {
      return Map.of("seta_losses", losses, "seta_used", used, "seta_begun", begun);
    }

    @Override
    public int[] of(int epoch, int[] order) {
      if (HostCopy.scalar(begun) != epoch + 1) {
        begin(epoch, order.length);
      }
      float[] in = HostCopy.floats(used);
      return Arrays.stream(order).filter(image -> in[image] == 1).toArray();
    }

    private void begin(int epoch, int images) {
      float[] in = new float[images];
      for (int image : chosen(epoch)) {
        in[image] = 1;
      }
      try (Overwrite overwrite = new Overwrite(manager);
          NDArray now = manager.create(in);
          NDArray number = manager.create(new float[] {epoch + 1})) {
        overwrite.with(used, now);
        overwrite.with(begun, number);
      }
    }

    private int[] chosen(int epoch) {
      int[] drawn = draw.of(epoch);
      if (epoch + 1 > until * epochs) {
        return drawn;
      }
      float[] known = HostCopy.floats(losses);
      double[][] points =
          Arrays.stream(drawn)
              .mapToObj(image -> new double[] {known[image]})
              .toArray(double[][]::new);
      int[] group = grouping.of(epoch, groups, points);
      int size = (int) Math.rint(window * groups);
      int first = epoch % (groups - size + 1);
      int[] chosen =
          IntStream.range(0, drawn.length)
              .filter(i -> group[i] >= first && group[i] < first + size)
              .map(i -> drawn[i])
              .toArray();
      return chosen.length == 0 ? drawn : chosen;
    }

    @Override
    public void saw(int[] images, NDArray logits, NDArray labels) {
      long[] indices = IntStream.of(images).asLongStream().toArray();
      try (NDArray index = manager.create(indices)) {
        lossesOf.update(new NDList(losses, index, logits.stopGradient(), labels));
      }
    }
  }
}
