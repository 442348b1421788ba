// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.espalier.pruning.catalog.Catalog;
import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.train.CrossEntropy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkFormsTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void more_weights_than_a_buffer_can_hold_are_refused() {
    PrunableNet.requireFits(536_870_911);

    assertThatThrownBy(() -> PrunableNet.requireFits(536_870_912))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage(
            "Cannot prune a network of 536870912 weights: one vector holds them all, of at most"
                + " 536870911; choose a smaller width");
  }

  @Test
  void resnet20s_has_the_published_number_of_parameters() {
    PrunableNet net = net("resnet20s", Map.of());

    assertThat(net.parameters()).isEqualTo(269_722);
    assertThat(net.prunable()).isEqualTo(269_722 - 10 - 2 * (16 * 7 + 32 * 6 + 64 * 6));
  }

  @Test
  void residual_networks_have_the_published_numbers_of_parameters() {
    assertThat(net("resnet56s", Map.of()).parameters()).isEqualTo(853_018);
    assertThat(net("resnet18", Map.of()).parameters()).isEqualTo(11_173_962);
  }

  /** Zagoruyko & Komodakis 2016 print 23.4 million for WRN-28-8. */
  @Test
  void the_wide_network_has_the_published_number_of_parameters() {
    long reshaping = 0;
    long keeping = 0;
    int in = 16;
    for (int out : new int[] {128, 256, 512}) {
      reshaping += 2L * in + 9L * in * out + 2L * out + 9L * out * out + (long) in * out;
      keeping += 3L * (2 * (2L * out + 9L * out * out));
      in = out;
    }

    assertThat(net("wrn-28-8", Map.of()).parameters())
        .isEqualTo(27L * 16 + reshaping + keeping + 2L * 512 + 513L * 10)
        .isBetween(23_350_000L, 23_450_000L);
  }

  /** By hand: 3×3 convolutions, their batch-norms, and the three fully connected layers. */
  @Test
  void vgg16_has_the_number_of_parameters_counted_by_hand() {
    long convolutions =
        9
            * (3 * 64
                + 64 * 64
                + 64 * 128
                + 128 * 128
                + 128 * 256
                + 2 * 256 * 256
                + 256 * 512
                + 5L * 512 * 512);
    long norms = 2L * (2 * 64 + 2 * 128 + 3 * 256 + 6 * 512);
    long connected = 2049L * 256 + 257 * 256 + 257 * 10;

    assertThat(net("vgg16", Map.of()).parameters())
        .isEqualTo(convolutions + norms + connected)
        .isEqualTo(15_311_818);
  }

  /**
   * The network of torchvision, which differs only in strides, has 3,504,872 parameters with 1,000
   * classes. The CIFAR variant with 2,296,922 parameters and 10 classes adds projections where only
   * the width changes (16, 24, 96 and 320 channels) and a widening convolution to the first block.
   */
  @Test
  void mobilenetv2_has_the_published_number_of_parameters() {
    long withTen = net("mobilenetv2", Map.of()).parameters();

    assertThat(withTen + 990L * 1281).isEqualTo(3_504_872);
    assertThat(withTen)
        .isEqualTo(
            2_296_922
                - (32 * 16 + 16 * 24 + 64 * 96 + 160 * 320 + 2 * (16 + 24 + 96 + 320))
                - (32 * 32 + 2 * 32))
        .isEqualTo(2_236_682);
  }

  /** He et al. 2016, Table 1, and torchvision, which prints 1.81 and 4.09 billion. */
  @Test
  void networks_for_imagenet_have_the_published_parameters_and_macs() {
    try (PrunableNet net = net("resnet18-imagenet", Map.of(), 1000, 224)) {
      assertThat(net.parameters()).isEqualTo(11_689_512);
      assertThat(macs(net)).isBetween(1_805_000_000L, 1_815_000_000L);
    }
    try (PrunableNet net = net("resnet50", Map.of(), 1000, 224)) {
      assertThat(net.parameters()).isEqualTo(25_557_032);
      assertThat(macs(net)).isBetween(4_085_000_000L, 4_095_000_000L);
    }
  }

  /** 8×8 after two halvings, 4×4 after three, 2×2 after four. */
  @Test
  void networks_for_small_images_halve_them_as_often_as_published() {
    Map<String, Long> positions =
        Map.of(
            "resnet20s", 64L,
            "resnet56s", 64L,
            "resnet18", 16L,
            "vgg16", 4L,
            "wrn-28-8", 64L,
            "mobilenetv2", 16L);
    positions.forEach(
        (model, left) ->
            assertThat(convolutions(net(model, Map.of("width", 0.25))))
                .as(model)
                .last()
                .returns(left, Layer::positions));
  }

  /** By hand: stem 3·9·16, first stage 6 · 16·9·16, all at 32×32; and so on down to 64·10. */
  @Test
  void macs_count_each_weight_of_a_convolution_once_per_output_position() {
    assertThat(macs(net("resnet20s", Map.of())))
        .isEqualTo(
            (27 * 16 + 6 * 144 * 16) * 1024L
                + (144 * 32 + 5 * 288 * 32) * 256L
                + (288 * 64 + 5 * 576 * 64) * 64L
                + 640);
  }

  @Test
  void a_width_scales_every_stage() {
    assertThat(net("resnet20s", Map.of("width", 0.5)).layers())
        .first()
        .satisfies(stem -> assertThat(stem.shape()).containsExactly(8L, 3L, 3L, 3L));
    assertThat(net("resnet20s", Map.of("width", 0.5)).layers())
        .last()
        .satisfies(classifier -> assertThat(classifier.shape()).containsExactly(10L, 32L));
  }

  @Test
  void every_listed_model_maps_images_to_logits() {
    for (Catalog.Entry<? extends Architecture> entry : Architectures.ALL.entries()) {
      assertThat(logitsOf(entry.name(), 32)).as(entry.name()).isEqualTo(new Shape(2, 10));
    }
  }

  /**
   * Sizes such as that of Tiny-ImageNet, and one for which the averaging windows of VGG-16 overlap.
   */
  @Test
  void models_for_small_images_accept_larger_images() {
    assertThat(logitsOf("resnet18", 64)).isEqualTo(new Shape(2, 10));
    assertThat(logitsOf("vgg16", 48)).isEqualTo(new Shape(2, 10));
  }

  @Test
  void every_layer_of_every_listed_model_has_a_gradient() {
    CrossEntropy crossEntropy = new CrossEntropy();
    NDArray images = manager.create(noise(2 * 3 * 32 * 32), new Shape(2, 3, 32, 32));
    NDArray labels = manager.create(new long[] {0, 1});
    for (Catalog.Entry<? extends Architecture> entry : Architectures.ALL.entries()) {
      try (PrunableNet net = net(entry.name(), Map.of("width", 0.25))) {
        Gradient gradient =
            net.gradient(
                net.initialState(SplittableRandom::new),
                images,
                logits -> crossEntropy.mean(logits, labels));

        assertThat(gradient.loss().getFloat()).as(entry.name()).isFinite();
        NDArray size = gradient.weights().abs();
        for (Layer layer : net.layers()) {
          NDArray ofLayer = size.get("{}:{}", layer.offset(), layer.offset() + layer.size());
          assertThat(ofLayer.sum().getFloat())
              .as("%s, %s", entry.name(), layer.name())
              .isFinite()
              .isPositive();
        }
      }
    }
  }

  /**
   * All scales and shifts then belong to a filter; the other parameters are biases of linear
   * layers.
   */
  @Test
  void followers_of_a_convolution_are_the_scale_and_shift_of_its_batch_norm() {
    for (Catalog.Entry<? extends Architecture> entry : Architectures.ALL.entries()) {
      if (!entry.name().startsWith("wrn")) {
        PrunableNet net = net(entry.name(), Map.of("width", 0.125));
        long followersOfAll = 0;
        Set<Long> distinct = new HashSet<>();
        for (Layer layer : net.layers()) {
          followersOfAll += (layer.isConvolution() ? 2L : 1L) * layer.filters();
          distinct.addAll(layer.followers());
        }

        assertThat(net.layers())
            .as(entry.name())
            .filteredOn(Layer::isConvolution)
            .allSatisfy(layer -> assertThat(layer.followers()).hasSize(2));
        assertThat(distinct).hasSize(2 * convolutions(net).size());
        assertThat(followersOfAll).isEqualTo(net.others());
      }
    }
  }

  /**
   * The outputs of the second convolution of a pre-activation block and of its projection are
   * added, so batch-norm does not read them alone; the stem is read only by the batch-norm of the
   * first block, because that block has a projection.
   */
  @Test
  void in_a_pre_activation_network_13_of_28_convolutions_have_followers() {
    List<Layer> convolutions = convolutions(net("wrn-28-8", Map.of("width", 0.125)));

    assertThat(convolutions).hasSize(1 + 12 * 2 + 3);
    assertThat(convolutions).filteredOn(layer -> layer.followers().size() == 2).hasSize(1 + 12);
    assertThat(convolutions).filteredOn(layer -> layer.followers().isEmpty()).hasSize(12 + 3);
  }

  @Test
  void a_block_with_dropout_is_refused_by_name() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Dropout.builder().build())
            .add(Linear.builder().setUnits(2).build());

    assertThatThrownBy(
            () ->
                new PrunableNet(
                    manager,
                    block,
                    new Shape(3, 8, 8),
                    DataType.FLOAT32,
                    PrunableNet.Layout.CHANNELS_LAST))
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("ai.djl.nn.norm.Dropout");
  }

  private static long macs(PrunableNet net) {
    return net.layers().stream().mapToLong(layer -> layer.size() * layer.positions()).sum();
  }

  private static List<Layer> convolutions(PrunableNet net) {
    return net.layers().stream().filter(Layer::isConvolution).toList();
  }

  private Shape logitsOf(String model, int side) {
    PrunableNet net = net(model, Map.of("width", 0.25), 10, side);
    NetworkState state = net.initialState(SplittableRandom::new);
    return net.evaluate(state, manager.ones(new Shape(2, 3, side, side))).getShape();
  }

  private static float[] noise(int size) {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private PrunableNet net(String model, Map<String, ?> settings) {
    return net(model, settings, 10, 32);
  }

  private PrunableNet net(String model, Map<String, ?> settings, int classes, int side) {
    return new PrunableNet(
        manager,
        Architectures.ALL.choose(model, settings).value().block(classes),
        new Shape(3, side, side),
        DataType.FLOAT32,
        PrunableNet.Layout.CHANNELS_LAST);
  }
}
