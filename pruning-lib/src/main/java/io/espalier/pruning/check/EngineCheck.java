// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.check;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.DeviceFacts;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.model.PrunableNet;
import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks whether the engine computes correct results in this process: evaluates and differentiates
 * small networks of every {@link Operation} in each {@link Precision}, and compares them with
 * float64; compares Hessian products, which are float64, with differences of gradients.
 *
 * <p>The engine chooses its kernels by processor, type, channels and batch, and some kernels of
 * libtorch 2.7.1 are incorrect on some processors, deterministically and without an error
 * (docs/native-layer.md). A case therefore has the channels of the listed models or of a compact
 * network, and is checked with the batch sizes of runs, including smaller last batches of an epoch.
 * The networks have no ReLU: rounding can switch one, and the difference would then be no error of
 * the engine.
 */
public final class EngineCheck {
  /** Differences of float64 gradients have a relative error of about 1e-5. */
  private static final double MAX_SHARE_OF_DIFFERENCES = 1e-4;

  private static final String FLOAT64 = "float64";

  private EngineCheck() {}

  /** What is computed with a network. */
  public enum Quantity {
    /** Logits in evaluation mode. */
    LOGITS("logits"),
    /** The gradient of all trainable parameters, in training mode. */
    GRADIENT("gradient"),
    /** A Hessian product in float64, by differentiating the graph of the gradient. */
    HESSIAN_PRODUCT("Hessian product");

    private final String text;

    Quantity(String text) {
      this.text = text;
    }

    /**
     * The batch sizes checked: a full batch, the last batch of an epoch of 50,000 images, and
     * others.
     */
    List<Integer> batches() {
      return switch (this) {
        case LOGITS -> List.of(250, 128, 80, 50, 16, 6);
        case GRADIENT -> List.of(128, 80, 50, 16, 6);
        case HESSIAN_PRODUCT -> List.of(50, 6);
      };
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * The finding of one operation.
   *
   * @param form sizes checked, for display
   * @param type type of the computation: the name of a {@link Precision}, or {@code float64}
   * @param error ‖found − expected‖ ÷ ‖expected‖ for the worst batch; NaN if a result is NaN,
   *     infinite if the process crashed
   * @param batch worst batch size
   * @param most maximum error that rounding explains
   */
  public record Finding(
      Operation operation,
      String form,
      String type,
      Quantity quantity,
      double error,
      int batch,
      double most)
      implements Serializable {
    /** Whether the error is no more than rounding. */
    public boolean isRight() {
      return error <= most;
    }
  }

  /** The number of cases; each is checked separately. */
  public static int cases() {
    return EngineCase.ALL.size();
  }

  /**
   * Checks a case in this process, in some tenths of a second; lazily, one type after the other.
   *
   * @param index from 0, less than {@link #cases}
   * @param device device name of DJL
   */
  public static Stream<Finding> of(int index, String device) {
    EngineCase tried = EngineCase.ALL.get(index);
    Results exact = Results.of(tried, DataType.FLOAT64, device);
    return Stream.concat(
        Stream.of(Precision.values())
            .flatMap(precision -> compared(tried, exact, precision, device)),
        Stream.of(tried).map(each -> hessianProduct(each, device)));
  }

  /**
   * The findings of a case that crashed its process: the worst for everything that was not found
   * before.
   *
   * @param index from 0, less than {@link #cases}
   * @param found findings of the case before the crash
   */
  public static List<Finding> died(int index, List<Finding> found) {
    EngineCase tried = EngineCase.ALL.get(index);
    Stream<Finding> values =
        Stream.of(Precision.values())
            .flatMap(
                precision ->
                    Stream.of(Quantity.LOGITS, Quantity.GRADIENT)
                        .map(quantity -> died(tried, precision.toString(), quantity)));
    return Stream.concat(values, Stream.of(died(tried, FLOAT64, Quantity.HESSIAN_PRODUCT)))
        .skip(found.size())
        .toList();
  }

  private static Finding died(EngineCase tried, String type, Quantity quantity) {
    return new Finding(
        tried.operation(),
        tried.form(),
        type,
        quantity,
        Double.POSITIVE_INFINITY,
        quantity.batches().get(0),
        0);
  }

  private static Stream<Finding> compared(
      EngineCase tried, Results exact, Precision precision, String device) {
    Results found = Results.of(tried, precision.type(), device);
    return Stream.of(
        finding(tried, precision, Quantity.LOGITS, device, exact.logits(), found.logits()),
        finding(tried, precision, Quantity.GRADIENT, device, exact.gradients(), found.gradients()));
  }

  private static Finding finding(
      EngineCase tried,
      Precision precision,
      Quantity quantity,
      String device,
      List<double[]> exact,
      List<double[]> found) {
    double[] errors =
        IntStream.range(0, exact.size())
            .mapToDouble(i -> RelativeError.of(exact.get(i), found.get(i)))
            .toArray();
    int worst = worst(errors);
    return new Finding(
        tried.operation(),
        tried.form(),
        precision.toString(),
        quantity,
        errors[worst],
        quantity.batches().get(worst),
        most(precision, device));
  }

  /** The index of the largest error; NaN is larger than every number. */
  private static int worst(double[] errors) {
    int worst = 0;
    for (int i = 1; i < errors.length; i++) {
      if (Double.compare(errors[i], errors[worst]) > 0) {
        worst = i;
      }
    }
    return worst;
  }

  /**
   * Rounding errors are at most 2e-6 in float32, and 1.4e-2 in bfloat16, because the results of
   * each layer have 8 bits; a single incorrect channel of 512 causes an error of 4e-2. Algorithms
   * on a GPU round more; with TF32, factors have 11 bits. The limits for a GPU were not tried on a
   * card.
   */
  private static double most(Precision precision, String device) {
    if (precision == Precision.BF16) {
      return 3e-2;
    }
    if (!device.startsWith("gpu")) {
      return 1e-4;
    }
    return DeviceFacts.usesTf32(device) ? 1e-2 : 1e-3;
  }

  private static Finding hessianProduct(EngineCase tried, String device) {
    Quantity quantity = Quantity.HESSIAN_PRODUCT;
    double[] errors;
    try (Trying trying = new Trying(tried, DataType.FLOAT64, device)) {
      errors = quantity.batches().stream().mapToDouble(trying::hessianError).toArray();
    }
    int worst = worst(errors);
    return new Finding(
        tried.operation(),
        tried.form(),
        FLOAT64,
        quantity,
        errors[worst],
        quantity.batches().get(worst),
        MAX_SHARE_OF_DIFFERENCES);
  }

  /** The results of a case in one type, one per batch size. */
  private record Results(List<double[]> logits, List<double[]> gradients) {
    static Results of(EngineCase tried, DataType type, String device) {
      try (Trying trying = new Trying(tried, type, device)) {
        return new Results(
            Quantity.LOGITS.batches().stream().map(trying::logits).toList(),
            Quantity.GRADIENT.batches().stream().map(trying::gradient).toList());
      }
    }
  }

  /** The network of a case. */
  private static final class Trying implements AutoCloseable {
    private final NDManager manager;
    private final PrunableNet net;
    private final NetworkState initial;

    Trying(EngineCase tried, DataType type, String device) {
      this.manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
      this.net =
          new PrunableNet(
              manager, tried.block(), tried.image(), type, PrunableNet.Layout.CHANNELS_LAST);
      this.initial = net.initialState(SplittableRandom::new);
    }

    double[] logits(int batch) {
      return scoped(() -> doubles(net.evaluate(initial, images(batch))));
    }

    double[] gradient(int batch) {
      return scoped(
          () -> {
            Gradient gradient = net.gradient(initial.copy(), images(batch), loss(batch));
            return doubles(gradient.weights().concat(gradient.other()));
          });
    }

    /** The error of the product relative to (g(z + hv) − g(z − hv)) ÷ 2h. */
    double hessianError(int batch) {
      return scoped(
          () -> {
            NDArray direction = values(initial.weights().getShape(), 3);
            double h = 1e-5;
            double[] up = gradientAt(direction.mul(h), batch);
            double[] down = gradientAt(direction.mul(-h), batch);
            double[] expected =
                IntStream.range(0, up.length)
                    .mapToDouble(i -> (up[i] - down[i]) / (2 * h))
                    .toArray();
            NDArray product = net.hessianProduct(initial, images(batch), loss(batch), direction);
            return RelativeError.of(expected, doubles(product));
          });
    }

    private double[] gradientAt(NDArray shift, int batch) {
      NetworkState from = initial.copy();
      NetworkState state =
          new NetworkState(from.weights().add(shift), from.other(), from.statistics());
      return doubles(net.gradient(state, images(batch), loss(batch)).weights());
    }

    /**
     * Multiplies the logits by fixed factors, because a plain sum of squares after batch-norm would
     * hardly change.
     */
    private UnaryOperator<NDArray> loss(int batch) {
      NDArray factors = values(new Shape(batch, EngineCase.CLASSES), 2);
      return logits -> logits.mul(factors.toType(logits.getDataType(), false)).square().sum();
    }

    private NDArray images(int batch) {
      Shape image = net.image();
      Shape channelsLast = new Shape(batch, image.get(1), image.get(2), image.get(0));
      return values(channelsLast, 1).transpose(0, 3, 1, 2);
    }

    private NDArray values(Shape shape, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return manager.create(values, shape).toType(initial.weights().getDataType(), false);
    }

    private static <T> T scoped(Supplier<T> work) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        return work.get();
      }
    }

    @Override
    public void close() {
      net.close();
      manager.close();
    }
  }

  private static double[] doubles(NDArray values) {
    return HostCopy.numbers(values.toType(DataType.FLOAT64, false));
  }
}
