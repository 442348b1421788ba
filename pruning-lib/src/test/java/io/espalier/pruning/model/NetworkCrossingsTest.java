// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.engine.DeviceBorder;
import io.espalier.pruning.engine.DeviceBorder.Crossing;
import io.espalier.pruning.train.CrossEntropy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The passes of a network by DJL's blocks, none of which may send a number or read a value. */
class NetworkCrossingsTest {
  private static final int IMAGES = 2;
  private static final int CLASSES = 3;

  private record Case(String architecture, Precision precision) {
    @Override
    public String toString() {
      return architecture + " in " + precision;
    }
  }

  private static Stream<Case> networks() {
    return Stream.of(Precision.values())
        .flatMap(
            precision -> Architectures.ALL.names().stream().map(name -> new Case(name, precision)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void a_pass_moves_nothing_between_the_host_and_the_device(Case tried) throws Exception {
    Map<String, Object> narrow = Map.of("width", 0.125);
    try (NDManager manager = NDManager.newBaseManager();
        PrunableNet net =
            new PrunableNet(
                manager,
                Architectures.ALL.choose(tried.architecture(), narrow).value().block(CLASSES),
                new Shape(3, 32, 32),
                tried.precision().type(),
                PrunableNet.Layout.CHANNELS_LAST);
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NetworkState state = net.initialState(tensor -> new java.util.SplittableRandom(tensor));
      NDArray images = manager.ones(new Shape(IMAGES, 32, 32, 3)).transpose(0, 3, 1, 2);
      NDArray labels = manager.create(new long[IMAGES]);
      CrossEntropy loss = new CrossEntropy();

      List<Crossing> crossings =
          DeviceBorder.during(
              () -> {
                net.gradient(state, images, logits -> loss.mean(logits, labels));
                net.evaluate(state, images);
              });

      assertThat(crossings).isEmpty();
    }
  }
}
