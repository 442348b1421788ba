package io.espalier.pruning.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether the engine computes right here: small networks of the kinds of layers that there are,
 * forwards and backwards in float32, against the same in float64. Its float32 kernels are chosen by
 * processor and by width, and some of libtorch 2.7.1's are wrong on some processors (see {@link
 * PointwiseConvolution}), in all runs alike and without a word.
 */
public final class EngineCheck {
  /** Rounding makes 1e-6 or so, a wrong channel 1e-2 and more. */
  private static final double MOST = 1e-4;

  /** Smaller ones go to other kernels than those that training uses. */
  private static final int BATCH = 16;

  /** More than one, for memory that nothing has written is not always wrong. */
  private static final int REPEATS = 2;

  private static final List<Case> CASES =
      List.of(
          new Case(
              "3×3 convolutions, 3 → 16 → 32 channels",
              Use.LISTED_MODELS,
              new Shape(3, 16, 16),
              () -> inRow(Parts.convolution(16, 3, 1), Parts.convolution(32, 3, 2))),
          new Case(
              "3×3 convolutions, 64 → 128 → 128 channels",
              Use.LISTED_MODELS,
              new Shape(64, 8, 8),
              () -> inRow(Parts.convolution(128, 3, 2), Parts.convolution(128, 3, 1))),
          new Case(
              "3×3 convolutions, 3 → 4 → 8 channels",
              Use.LISTED_MODELS,
              new Shape(3, 16, 16),
              () -> inRow(Parts.convolution(4, 3, 1), Parts.convolution(8, 3, 2))),
          new Case(
              "depthwise 3×3 convolutions, 32 channels",
              Use.LISTED_MODELS,
              new Shape(32, 8, 8),
              () -> inRow(Parts.depthwise(32, 1), Parts.depthwise(32, 2))),
          new Case(
              "1×1 convolutions as matrix products, 256 → 512 channels",
              Use.LISTED_MODELS,
              new Shape(16, 8, 8),
              () -> inRow(Parts.convolution(256, 3, 1), Parts.convolution(512, 1, 2))),
          new Case(
              "fully connected layers, 512 → 10",
              Use.LISTED_MODELS,
              new Shape(32, 4, 4),
              () ->
                  new SequentialBlock()
                      .add(Blocks.batchFlattenBlock())
                      .add(Parts.linear(512))
                      .add(Parts.linear(10))),
          new Case(
              "the engine's own 1×1 convolutions, 256 → 512 channels",
              Use.OTHER_MODELS,
              new Shape(16, 8, 8),
              () -> inRow(Parts.convolution(256, 3, 1), ownPointwise(512, 2))));

  private EngineCheck() {}

  /** Which networks an operation is part of. */
  public enum Use {
    /** Those of {@link Architectures}. */
    LISTED_MODELS,
    /** None of these, but maybe a user's own. */
    OTHER_MODELS
  }

  /**
   * An operation tried.
   *
   * @param operation what it is, for people
   * @param error ‖float32 − float64‖ ÷ ‖float64‖, the larger of output's and gradient's; not a
   *     number where one of them is none
   */
  public record Finding(String operation, Use use, double error) implements Serializable {
    /** Whether the error is no more than rounding. */
    public boolean isRight() {
      return error <= MOST;
    }
  }

  private record Case(String operation, Use use, Shape image, Supplier<Block> block) {}

  /** Tries all kinds of layers on {@code device}, in a second or two. */
  public static List<Finding> on(String device) {
    return CASES.stream()
        .map(tried -> new Finding(tried.operation(), tried.use(), error(tried, device)))
        .toList();
  }

  private static double error(Case tried, String device) {
    double worst = 0;
    for (Function<PrunableNet, NDArray> quantity :
        List.<Function<PrunableNet, NDArray>>of(EngineCheck::outputs, EngineCheck::gradient)) {
      double[] exact = computed(tried, DataType.FLOAT64, device, quantity);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        double[] single = computed(tried, DataType.FLOAT32, device, quantity);
        worst = Math.max(worst, distance(exact, single)); // keeps what is not a number
      }
    }
    return worst;
  }

  private static double distance(double[] exact, double[] single) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error += (exact[i] - single[i]) * (exact[i] - single[i]);
      size += exact[i] * exact[i];
    }
    return Math.sqrt(error / size);
  }

  private static double[] computed(
      Case tried, DataType type, String device, Function<PrunableNet, NDArray> quantity) {
    try (NDManager manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
        PrunableNet net =
            new PrunableNet(
                manager,
                tried.block().get(),
                tried.image(),
                type,
                PrunableNet.Layout.CHANNELS_LAST);
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return quantity.apply(net).toType(DataType.FLOAT64, false).toDoubleArray();
    }
  }

  private static NDArray outputs(PrunableNet net) {
    return net.evaluate(net.initialState(SplittableRandom::new), images(net)).flatten();
  }

  private static NDArray gradient(PrunableNet net) {
    NetworkState state = net.initialState(SplittableRandom::new);
    return net.gradient(state, images(net), outputs -> outputs.mul(outputs).sum()).weights();
  }

  private static NDArray images(PrunableNet net) {
    Shape image = net.image();
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[(int) (BATCH * image.size())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    Shape channelsLast = new Shape(BATCH, image.get(1), image.get(2), image.get(0));
    return net.manager()
        .create(pixels, channelsLast)
        .toType(net.initialState(SplittableRandom::new).weights().getDataType(), false)
        .transpose(0, 3, 1, 2);
  }

  private static Block inRow(Block first, Block second) {
    return new SequentialBlock().add(first).add(second).add(Pool.globalAvgPool2dBlock());
  }

  private static Block ownPointwise(int filters, int stride) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(1, 1))
        .optStride(new Shape(stride, stride))
        .optBias(false)
        .build();
  }
}
