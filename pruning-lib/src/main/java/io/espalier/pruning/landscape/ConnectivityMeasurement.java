// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.TicketNetwork;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Calibration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss along the line between two tickets of one mask, (1 − t)·w₀ + t·w₁, whose form is the
 * linear mode connectivity (Frankle, Dziugaite, Roy, Carbin: "Linear mode connectivity and the
 * lottery ticket hypothesis", ICML 2020, arXiv 1912.05671). The statistics of batch-norm are
 * computed anew at each point, from {@value #BATCHES} batches of {@value #BATCH} augmented training
 * images; the loss is that of {@value #IMAGES} training images without augmentation. The network
 * computes in float32.
 *
 * @param set the dataset of the tickets
 * @param device device of tensors, {@code "cpu"} or {@code "gpu0"} (not tried on a GPU)
 * @param engine the checked engine of this process on {@code device}
 */
public record ConnectivityMeasurement(ImageSet set, String device, CheckedEngine engine) {
  /** Intervals of the line. */
  private static final int INTERVALS = 10;

  private static final int IMAGES = 1024;
  private static final int BATCH = 128;
  private static final int BATCHES = 10;

  /**
   * Measures the line between two tickets of the same network.
   *
   * @param folder folder of the ticket at t = 0
   * @param other folder of the ticket at t = 1
   * @return eleven points, ascending
   * @throws io.espalier.pruning.check.WrongKernels when the engine computes its network incorrectly
   *     here
   * @throws InterruptedException when the thread is interrupted
   * @throws IOException when a ticket cannot be read
   */
  public List<PathPoint> of(Storage storage, String folder, String other)
      throws IOException, InterruptedException {
    try (OpenTicket open = OpenTicket.of(storage, folder, set, device, engine, Derivatives.NONE);
        TicketNetwork end = TicketNetwork.open(storage, other, open.manager());
        Calibration calibration = open.training().calibration(IMAGES, BATCH)) {
      List<PathPoint> points = new ArrayList<>();
      for (int i = 0; i <= INTERVALS; i++) {
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          double position = (double) i / INTERVALS;
          NetworkState state = between(open.ticket().state(), end.state(), position);
          open.training().recalibrate(open.ticket().net(), state, BATCHES, BATCH);
          points.add(
              new PathPoint(
                  position,
                  calibration.loss(open.ticket().net(), state),
                  open.training().evaluated(open.ticket().net(), state)));
        }
      }
      return points;
    }
  }

  /** Its statistics are those of the first, to be computed anew. */
  static NetworkState between(NetworkState first, NetworkState second, double position) {
    return new NetworkState(
        between(first.weights(), second.weights(), position),
        between(first.other(), second.other(), position),
        first.statistics().duplicate());
  }

  private static NDArray between(NDArray first, NDArray second, double position) {
    return first.mul(1 - position).add(second.mul(position));
  }
}
