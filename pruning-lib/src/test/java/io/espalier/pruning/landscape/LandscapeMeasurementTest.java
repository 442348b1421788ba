// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.EngineCheck.Quantity;
import io.espalier.pruning.check.EngineVerdict;
import io.espalier.pruning.check.ProcessEngine;
import io.espalier.pruning.check.WrongKernels;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.WrittenTicket;
import io.espalier.pruning.model.Layer;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Operation;
import io.espalier.pruning.storage.LocalStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandscapeMeasurementTest {
  @TempDir private Path folder;
  private final LocalStorage storage = new LocalStorage();
  private ImageSet set;

  @BeforeEach
  void images() throws IOException {
    set = Datasets.ALL.choose("shapes", Map.of("train", 20, "test", 10)).value().load(storage, "");
  }

  /** The last layer has ten biases, all 0, and its weights are the last of the vector. */
  @Test
  void confidence_is_not_sharpness() throws Exception {
    WrittenTicket.of(at("one"), 1, set, (net, state) -> {});
    WrittenTicket.of(
        at("confident"),
        1,
        set,
        (net, state) -> {
          Layer head = net.layers().get(net.layers().size() - 1);
          NDArray weights = state.weights();
          weights.set(new NDIndex("{}:", head.offset()), weights.get("{}:", head.offset()).mul(4));
        });
    SharpnessMeasurement measurement =
        new SharpnessMeasurement(set, "cpu", ProcessEngine.checked("cpu"));

    Sharpness one = measurement.of(storage, at("one").toString(), 0.01);
    Sharpness confident = measurement.of(storage, at("confident").toString(), 0.01);

    assertThat(one.images()).isEqualTo(20);
    assertThat(one.worst()).isGreaterThan(one.mean()).isPositive();
    assertThat(confident.loss()).isCloseTo(one.loss(), within(1e-5));
    assertThat(confident.worst()).isCloseTo(one.worst(), within(1e-3));
    assertThat(measurement.of(storage, at("one").toString(), 0.01)).isEqualTo(one);
    assertThat(measurement.of(storage, at("one").toString(), 0.02).worst())
        .isGreaterThan(one.worst());
  }

  /** Batches of 128 and 1 of the same image; each is as sharp as one of 20. */
  @Test
  void the_sharpness_of_batches_is_averaged() throws Exception {
    WrittenTicket.of(at("one"), 1, set, (net, state) -> {});

    Sharpness few = ofCopies(20);
    Sharpness many = ofCopies(129);

    assertThat(many.images()).isEqualTo(129);
    assertThat(many.loss()).isCloseTo(few.loss(), within(1e-4));
    assertThat(many.worst()).isCloseTo(few.worst(), withinPercentage(20));
    assertThat(many.mean()).isCloseTo(few.mean(), within(few.worst() / 5));
  }

  private Sharpness ofCopies(int count) throws IOException, InterruptedException {
    ImageSet copies = set.trainingOn(new int[count]);
    return new SharpnessMeasurement(copies, "cpu", ProcessEngine.checked("cpu"))
        .of(storage, at("one").toString(), 0.01);
  }

  @Test
  void a_line_has_the_same_points_in_both_directions_and_is_flat_between_equal_tickets()
      throws Exception {
    WrittenTicket.of(at("one"), 1, set, (net, state) -> {});
    WrittenTicket.of(at("two"), 2, set, (net, state) -> {});
    ConnectivityMeasurement measurement =
        new ConnectivityMeasurement(set, "cpu", ProcessEngine.checked("cpu"));

    List<PathPoint> there = measurement.of(storage, at("one").toString(), at("two").toString());
    List<PathPoint> back =
        new ArrayList<>(measurement.of(storage, at("two").toString(), at("one").toString()));
    List<PathPoint> same = measurement.of(storage, at("one").toString(), at("one").toString());

    assertThat(there).extracting(PathPoint::position).hasSize(11).startsWith(0.0, 0.1);
    assertThat(there.get(10).position()).isEqualTo(1);
    Collections.reverse(back);
    for (int i = 0; i < there.size(); i++) {
      assertThat(back.get(i).loss()).isCloseTo(there.get(i).loss(), within(1e-3));
      assertThat(same.get(i).loss()).isCloseTo(there.get(0).loss(), within(1e-3));
    }
    assertThat(there.get(10).loss()).isNotEqualTo(there.get(0).loss());
  }

  @Test
  void the_statistics_of_the_tickets_are_not_those_of_the_line() throws Exception {
    WrittenTicket.of(at("one"), 1, set, (net, state) -> {});
    WrittenTicket.of(at("shifted"), 1, set, (net, state) -> state.statistics().addi(3));
    ConnectivityMeasurement measurement =
        new ConnectivityMeasurement(set, "cpu", ProcessEngine.checked("cpu"));

    double one = measurement.of(storage, at("one").toString(), at("one").toString()).get(0).loss();
    List<PathPoint> shifted =
        measurement.of(storage, at("shifted").toString(), at("one").toString());

    assertThat(shifted).allSatisfy(point -> assertThat(point.loss()).isCloseTo(one, within(1e-3)));
  }

  @Test
  void a_ticket_is_not_measured_by_incorrect_kernels() throws Exception {
    WrittenTicket.of(at("one"), 1, set, (net, state) -> {});
    String one = at("one").toString();

    assertThatThrownBy(
            () ->
                new SharpnessMeasurement(set, "cpu", wrong(Quantity.GRADIENT))
                    .of(storage, one, 0.01))
        .isInstanceOf(WrongKernels.class);
    assertThatThrownBy(
            () ->
                new ConnectivityMeasurement(set, "cpu", wrong(Quantity.LOGITS))
                    .of(storage, one, one))
        .isInstanceOf(WrongKernels.class);
  }

  /** An engine that computes this of convolutions incorrectly. */
  private static CheckedEngine wrong(Quantity quantity) {
    Finding found = new Finding(Operation.CONVOLUTION, "3×3", "float32", quantity, 0.15, 24, 1e-4);
    return new CheckedEngine(
        "a processor", "ALL", null, List.of(new EngineVerdict("ALL", List.of(found))));
  }

  @Test
  void parameters_between_two_networks_are_weighted_by_the_position() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkState first =
          new NetworkState(
              manager.create(new float[] {1, 0}),
              manager.create(new float[] {4}),
              manager.create(new float[] {7}));
      NetworkState second =
          new NetworkState(
              manager.create(new float[] {5, 0}),
              manager.create(new float[] {8}),
              manager.create(new float[] {9}));

      NetworkState between = ConnectivityMeasurement.between(first, second, 0.25);

      assertThat(between.weights().toFloatArray()).containsExactly(2, 0);
      assertThat(between.other().toFloatArray()).containsExactly(5);
    }
  }

  private Path at(String name) {
    return folder.resolve(name);
  }
}
