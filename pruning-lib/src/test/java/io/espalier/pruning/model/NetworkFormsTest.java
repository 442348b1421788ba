package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import io.espalier.pruning.catalog.Catalog;
import java.util.Map;
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
  void resnet20s_has_the_published_number_of_parameters() {
    PrunableNet net = net("resnet20s", Map.of());

    assertThat(net.parameters()).isEqualTo(269_722);
    assertThat(net.prunable()).isEqualTo(269_722 - 10 - 2 * (16 * 7 + 32 * 6 + 64 * 6));
  }

  @Test
  void resnet18_has_the_published_number_of_parameters() {
    assertThat(net("resnet18", Map.of()).parameters()).isEqualTo(11_173_962);
  }

  /** By hand: stem 3·9·16, first stage 6 · 16·9·16, all at 32×32; and so on down to 64·10. */
  @Test
  void every_weight_of_a_convolution_is_used_once_for_each_output_position() {
    long macs =
        net("resnet20s", Map.of()).layers().stream()
            .mapToLong(layer -> layer.size() * layer.positions())
            .sum();

    assertThat(macs)
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
      PrunableNet net = net(entry.name(), Map.of("width", 0.25));
      NetworkState state = net.initialState(i -> new SplittableRandom(i));

      assertThat(net.evaluate(state, manager.ones(new Shape(2, 3, 32, 32))).getShape())
          .as(entry.name())
          .isEqualTo(new Shape(2, 10));
    }
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
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ai.djl.nn.norm.Dropout");
  }

  private PrunableNet net(String model, Map<String, ?> settings) {
    return new PrunableNet(
        manager,
        Architectures.ALL.choose(model, settings).value().block(10),
        new Shape(3, 32, 32),
        DataType.FLOAT32,
        PrunableNet.Layout.CHANNELS_LAST);
  }
}
