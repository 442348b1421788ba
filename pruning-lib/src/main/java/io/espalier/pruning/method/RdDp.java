// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.method;

import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.Overwrite;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.mask.LayerCounts;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.method.DistortionCurve.Point;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.Calibration;
import io.espalier.pruning.train.DivergedException;
import io.espalier.pruning.train.Recipe;
import io.espalier.pruning.train.Schedule;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * RD-DP: the share of each layer by dynamic programming over output distortion (Xu, Wang, Geng, Wu,
 * Li, Lin: "Efficient joint optimization of layer-adaptive weight pruning in deep neural networks",
 * ICCV 2023, arXiv 2308.10438).
 *
 * <p>d_l(a) is the distortion of the outputs f, shape (images, classes), when layer l of the
 * trained dense network alone loses the share a of its smallest |w|:
 *
 * <p>d_l(a) = max over images of mean over classes of (f − f̃)²
 *
 * <p>or the mean over images ({@code distortion: mean}). The distortions of layers are taken to
 * add, so the layers lose the shares that minimise Σ d_l(a_l) subject to Σ a_l·n_l = n − k, see
 * {@link LeastDistortion}. Within a layer, the smallest |w| are removed, ties by index. The count
 * is exact, and each layer keeps at least one weight.
 *
 * <p>d_l is measured at 0, 1/{@code points}, …, 1 of each layer, on images of the training split
 * without augmentation, and in evaluation mode. That is a forward pass of each image for each
 * point, which is not part of the passes of a plan: 2.05 million image passes for ResNet-20s and
 * the defaults, 41 times CIFAR-10. A run that resumes from a checkpoint makes them again.
 *
 * <p>Defaults: 1,024 images, 101 points and the maximum over images are those of the released
 * commands for CIFAR-10; the recipe is that of {@link Omp}.
 *
 * <p>Differs from the paper: one cut at the target, whereas the released commands remove 20 % in
 * each of 20 rounds and never give a layer weights back; SGD instead of AdamW.
 *
 * @param recipe how the weights are trained after pruning
 * @param from values that the kept weights, biases and batch-norm start with
 * @param images number of images on which distortion is measured, or all if there are fewer
 * @param points number of shares of a layer that are measured, besides 0
 * @param distortion how the distortions of images are joined
 * @param afterCut how the network is trained after the cut
 */
public record RdDp(
    Recipe recipe, Omp.From from, int images, int points, Distortion distortion, AfterCut afterCut)
    implements Retrained {

  /** How the distortions of images are joined. */
  public enum Distortion {
    /** Their maximum. */
    WORST {
      @Override
      double of(double[] images) {
        double worst = 0;
        for (double image : images) {
          worst = Math.max(worst, image);
        }
        return worst;
      }
    },
    /** Their mean. */
    MEAN {
      @Override
      double of(double[] images) {
        double sum = 0;
        for (double image : images) {
          sum += image;
        }
        return sum / images.length;
      }
    };

    /**
     * @param images distortion of each image
     */
    abstract double of(double[] images);
  }

  static final RdDp DEFAULTS =
      new RdDp(
          new Recipe(160, 128, 0.1, Schedule.STEP, 0.9, 1e-4),
          Omp.From.TRAINED,
          1024,
          100,
          Distortion.WORST,
          AfterCut.DEFAULTS);

  public RdDp {
    Retrained.requirements(recipe, from, afterCut)
        .atLeast(1, "images", images)
        .atLeast(1, "points", points)
        .check();
  }

  @Override
  public Optional<String> refuses(Granularity structure) {
    return LayerShares.refuses(structure);
  }

  @Override
  public Pruned prune(PruningRun run) throws InterruptedException {
    requireEnough(run.selection().groupsKept(), run.net().layers().size());
    List<DistortionCurve> curves = run.training().timed(() -> curves(run));
    return trained(run, run.training().timed(() -> cut(run, curves))).with(curves);
  }

  /** A curve ends at one weight. */
  private static void requireEnough(long kept, int layers) {
    if (kept < layers) {
      throw InvalidSettings.because(
          "Cannot keep %s weights by rd-dp: it keeps one or more in each of the %s layers; choose a smaller sparsity"
              .formatted(kept, layers));
    }
  }

  private static Mask cut(PruningRun run, List<DistortionCurve> curves) {
    List<Layer> layers = run.net().layers();
    List<Long> removed =
        LeastDistortion.removing(curves, run.net().prunable() - run.selection().groupsKept());
    List<Long> kept =
        IntStream.range(0, layers.size())
            .mapToObj(i -> layers.get(i).size() - removed.get(i))
            .toList();
    return run.mask(new LayerCounts(layers, kept), run.start().weights(), Ranking.MAGNITUDE);
  }

  /**
   * The curve of each layer.
   *
   * @throws DivergedException when an output of the dense network or of a part of it is not finite
   */
  List<DistortionCurve> curves(PruningRun run) throws InterruptedException {
    List<DistortionCurve> curves = new ArrayList<>();
    NetworkState state = run.start().copy();
    try (HostCopy weights = HostCopy.of(run.start().weights());
        Calibration calibration = run.training().calibration(images, recipe.batch())) {
      Outputs outputs = new Outputs(run.net(), calibration, distortion, state);
      for (Layer layer : run.net().layers()) {
        curves.add(outputs.curve(layer, weights.floats(), points));
      }
    }
    return curves;
  }

  /** The numbers of weights removed at 0, 1/points, …, 1 of {@code size}, at most all but one. */
  static long[] steps(long size, int points) {
    return LongStream.rangeClosed(0, points)
        .map(point -> Math.min(size * point / points, size - 1))
        .distinct()
        .toArray();
  }

  /** Measures what a network outputs that lacks some weights. */
  private static final class Outputs {
    private final PrunableNet net;
    private final Calibration calibration;
    private final Distortion distortion;
    private final NetworkState state;
    private final float[] dense;

    /**
     * @param state trained dense network; changed while a curve is measured
     */
    Outputs(PrunableNet net, Calibration calibration, Distortion distortion, NetworkState state)
        throws InterruptedException {
      this.net = net;
      this.calibration = calibration;
      this.distortion = distortion;
      this.state = state;
      this.dense = calibration.logits(net, state);
    }

    DistortionCurve curve(Layer layer, FloatBuffer weights, int points)
        throws InterruptedException {
      float[] left = new float[(int) layer.size()];
      weights.slice((int) layer.offset(), left.length).get(left);
      int[] order = LayerOrder.byMagnitude(weights, layer);
      List<Point> curve = new ArrayList<>();
      curve.add(new Point(0, 0));
      int removed = 0;
      for (long next : steps(layer.size(), points)) {
        if (next == 0) {
          continue;
        }
        for (; removed < next; removed++) {
          left[order[order.length - 1 - removed] - (int) layer.offset()] = 0;
        }
        write(layer, left);
        curve.add(new Point(next, distortion(layer, next)));
      }
      weights.slice((int) layer.offset(), left.length).get(left);
      write(layer, left);
      return new DistortionCurve(curve);
    }

    private void write(Layer layer, float[] values) {
      try (NDScope scope = new NDScope();
          Overwrite overwrite = new Overwrite(net.manager())) {
        scope.suppressNotUsedWarning();
        NDIndex place = new NDIndex().addSliceDim(layer.offset(), layer.offset() + layer.size());
        overwrite.with(state.weights().get(place), net.manager().create(values));
      }
    }

    private double distortion(Layer layer, long removed) throws InterruptedException {
      float[] logits = calibration.logits(net, state);
      int classes = logits.length / calibration.images();
      double[] images = new double[calibration.images()];
      for (int i = 0; i < logits.length; i++) {
        double change = (double) logits[i] - dense[i];
        images[i / classes] += change * change / classes;
      }
      double joined = distortion.of(images);
      if (!Double.isFinite(joined)) {
        throw new DivergedException(
            "The outputs without %s weights of layer %s differ by %s from those of the dense network"
                .formatted(removed, layer.name(), joined));
      }
      return joined;
    }
  }
}
