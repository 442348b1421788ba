// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.engine.TorchProgram;
import io.espalier.pruning.model.Layer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Selects by programs of the device, which the host does not wait for. A program is written for the
 * shapes of a network when it is first needed; the numbers to keep are its arguments.
 */
final class DeviceSelector extends Selector {

  /** What a program depends on. */
  private record Written(String name, List<?> shapes) {}

  private final NDManager manager;
  private final Map<Written, TorchProgram> programs = new HashMap<>();

  DeviceSelector(NDManager manager) {
    this.manager = manager;
  }

  @Override
  void best(List<Rows> rows, List<Long> kept, NDArray scores, Ranking ranking, NDArray mask) {
    if (rows.isEmpty()) {
      return;
    }
    program(
            new Written("best", List.of(rows, ranking)),
            () -> SelectionPrograms.best(rows, ranking))
        .update(new NDList(scores, mask), numbers(kept));
  }

  /**
   * As {@link #best}, with counts of the device.
   *
   * @param kept int64, one number for each part
   */
  void best(List<Rows> rows, NDArray kept, NDArray scores, Ranking ranking, NDArray mask) {
    program(
            new Written("best of counts", List.of(rows, ranking)),
            () -> SelectionPrograms.bestOfCounts(rows, ranking))
        .update(new NDList(scores, mask, kept));
  }

  @Override
  void bestGroups(
      List<LayerGroups> layers, List<Integer> kept, NDArray scores, Ranking ranking, Mask mask) {
    if (layers.isEmpty()) {
      return;
    }
    program(
            new Written("groups", List.of(layers, ranking)),
            () -> SelectionPrograms.groups(layers, ranking))
        .update(new NDList(scores, mask.values(), mask.other()), numbers(kept));
  }

  @Override
  LayerBudget budget(List<Layer> layers, Mask mask) {
    List<Rows> rows = Rows.of(layers);
    NDArray counts =
        program(new Written("counts", rows), () -> SelectionPrograms.counts(rows))
            .of(mask.values());
    return new DeviceLayerCounts(layers, counts, this);
  }

  /**
   * Subtracts floor(share · k) from each number k.
   *
   * @param counts int64
   * @return int64, with the manager of the counts
   */
  NDArray fewer(NDArray counts, double share) {
    NDArray left = counts.duplicate();
    program(new Written("fewer", List.of()), () -> SelectionPrograms.FEWER)
        .update(new NDList(left), share);
    return left;
  }

  @Override
  NDArray survivors(NDArray mask, NDArray weights) {
    return program(new Written("survivors", List.of()), () -> SelectionPrograms.SURVIVORS)
        .of(mask, weights);
  }

  @Override
  NDArray candidates(NDArray mask, NDArray gradient) {
    return program(new Written("candidates", List.of()), () -> SelectionPrograms.CANDIDATES)
        .of(mask, gradient);
  }

  @Override
  NDArray within(NDArray mask, NDArray scores, Ranking ranking) {
    return program(new Written("within", List.of(ranking)), () -> SelectionPrograms.within(ranking))
        .of(mask, scores);
  }

  /** The number of programs written so far. */
  int programs() {
    return programs.size();
  }

  private TorchProgram program(Written written, Supplier<String> source) {
    return programs.computeIfAbsent(written, absent -> new TorchProgram(manager, source.get()));
  }

  private static double[] numbers(List<? extends Number> counts) {
    return counts.stream().mapToDouble(Number::doubleValue).toArray();
  }
}
