// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.CrossEntropy;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A filter-wise mask is equivalent to a smaller network: two convolutions of four filters, half of
 * them removed, compute the same as two convolutions of two filters, in training and in evaluation,
 * including gradients; in float64.
 */
class CompactNetworkTest {
  private static final Shape IMAGE = new Shape(3, 6, 6);
  private static final int WIDE = 4;
  private static final int NARROW = 2;

  private final NDManager manager = NDManager.newBaseManager();
  private final CrossEntropy crossEntropy = new CrossEntropy();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void a_masked_network_and_its_compact_form_compute_the_same() {
    try (PrunableNet wide = network(WIDE);
        PrunableNet narrow = network(NARROW)) {
      NetworkState state = wide.initialState(SplittableRandom::new);
      state.other().addi(random(state.other().size(), 4));
      Mask mask =
          new Filters()
              .selection(wide.layers(), new Sparsity(0.5))
              .of(state.weights().toType(DataType.FLOAT32, true), wide.others(), Ranking.MAGNITUDE);
      Mask exact =
          new Mask(
              mask.values().toType(DataType.FLOAT64, true),
              mask.other().toType(DataType.FLOAT64, true));
      Kept kept = Kept.of(mask.values().toFloatArray());
      NDArray images = random(5 * IMAGE.size(), 3).reshape(new Shape(5).addAll(IMAGE));
      NDArray labels = manager.create(new long[] {0, 1, 2, 1, 0});
      NetworkState masked = exact.applied(state);
      NetworkState compact =
          new NetworkState(
              pick(state.weights(), kept.weights()),
              pick(state.other(), kept.other()),
              pick(state.statistics(), kept.statistics()));

      Gradient ofMasked = wide.gradient(masked, images, l -> crossEntropy.mean(l, labels));
      Gradient ofCompact = narrow.gradient(compact, images, l -> crossEntropy.mean(l, labels));

      assertClose(ofMasked.loss(), ofCompact.loss());
      assertClose(pick(ofMasked.weights(), kept.weights()), ofCompact.weights());
      assertClose(pick(ofMasked.other(), kept.other()), ofCompact.other());
      assertClose(pick(masked.statistics(), kept.statistics()), compact.statistics());
      assertClose(wide.evaluate(masked, images), narrow.evaluate(compact, images));
      assertThat(mask.otherKept() + mask.kept())
          .as("parameters left: those of the compact network, and weights that read removed ones")
          .isEqualTo(
              narrow.parameters()
                  + 9L * NARROW * (WIDE - NARROW) // the second convolution's inputs
                  + 3L * (WIDE - NARROW)); // the classifier's
    }
  }

  /**
   * The indices in the vectors of the wide network of the values that the narrow one has, in the
   * order of the narrow one.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(int[] weights, int[] other, int[] statistics) {

    /**
     * By the layout of the wide network: 4 × 3 × 3 × 3, 4 × 3 × 3 × 4, 3 × 4, as (filter, …,
     * input).
     */
    static Kept of(float[] mask) {
      int[] first = filters(mask, 0, 27);
      int[] second = filters(mask, 108, 36);
      IntStream stem = runs(first, 27, 0);
      IntStream inner =
          Arrays.stream(second)
              .flatMap(
                  f -> IntStream.range(0, 9).flatMap(p -> runs(first, 1, 108 + f * 36 + p * 4)));
      IntStream classifier = IntStream.range(0, 3).flatMap(c -> runs(second, 1, 252 + c * 4));
      IntStream norms =
          IntStream.of(0, 4).flatMap(at -> runs(first, 1, at)); // scale, shift of the first
      IntStream others = IntStream.of(8, 12).flatMap(at -> runs(second, 1, at));
      return new Kept(
          concat(stem, inner, classifier),
          concat(norms, others, IntStream.range(16, 19)), // and the classifier's biases
          concat(
              IntStream.of(0, 4).flatMap(at -> runs(first, 1, at)),
              IntStream.of(8, 12).flatMap(at -> runs(second, 1, at))));
    }

    private static int[] filters(float[] mask, int offset, int size) {
      return IntStream.range(0, WIDE).filter(f -> mask[offset + f * size] != 0).toArray();
    }

    private static IntStream runs(int[] which, int length, int offset) {
      return Arrays.stream(which)
          .flatMap(w -> IntStream.range(0, length).map(i -> offset + w * length + i));
    }

    private static int[] concat(IntStream... parts) {
      return Arrays.stream(parts).flatMapToInt(part -> part).toArray();
    }
  }

  private PrunableNet network(int filters) {
    Block block =
        new SequentialBlock()
            .add(convolution(filters))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(convolution(filters))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Pool.globalAvgPool2dBlock())
            .add(Linear.builder().setUnits(3).build());
    return new PrunableNet(
        manager, block, IMAGE, DataType.FLOAT64, PrunableNet.Layout.CHANNELS_LAST);
  }

  private static Block convolution(int filters) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(3, 3))
        .optPadding(new Shape(1, 1))
        .optBias(false)
        .build();
  }

  private NDArray pick(NDArray vector, int[] indices) {
    double[] all = vector.toDoubleArray();
    return manager.create(Arrays.stream(indices).mapToDouble(i -> all[i]).toArray());
  }

  private NDArray random(long size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return manager.create(random.doubles(size, -1, 1).toArray());
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.toDoubleArray())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(expected.toDoubleArray());
  }
}
