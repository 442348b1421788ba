// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.model.Gradient;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Batch;
import io.espalier.pruning.train.Calibration;
import io.espalier.pruning.train.CrossEntropy;
import java.io.IOException;

/**
 * The adaptive sharpness of tickets on training images without augmentation, in evaluation mode:
 * the mean over batches of {@value #BATCH} of {@value #IMAGES} images, as in Andriushchenko et al.
 * (2023). Logits are divided by their standard deviation over the classes of each image, so that a
 * network is not sharp because it is confident. The network computes in float32.
 *
 * @param set the dataset of the tickets
 * @param device device of tensors, {@code "cpu"} or {@code "gpu0"} (not tried on a GPU)
 * @param engine the checked engine of this process on {@code device}
 */
public record SharpnessMeasurement(ImageSet set, String device, CheckedEngine engine) {
  private static final int IMAGES = 1024;
  private static final int BATCH = 128;
  private static final int STEPS = 20;
  private static final int DRAWS = 20;

  /** Keeps the quotient of equal logits finite. */
  private static final double TINY = 1e-12;

  /**
   * Measures a ticket.
   *
   * @param folder folder of the ticket
   * @param rho largest change of a parameter ÷ its size, above 0
   * @throws io.espalier.pruning.check.WrongKernels when the engine computes its network incorrectly
   *     here
   * @throws InterruptedException when the thread is interrupted
   * @throws IOException when the ticket cannot be read
   */
  public Sharpness of(Storage storage, String folder, double rho)
      throws IOException, InterruptedException {
    AdaptiveSharpness sharpness = new AdaptiveSharpness(rho, STEPS, DRAWS);
    try (OpenTicket open = OpenTicket.of(storage, folder, set, device, engine, Derivatives.FIRST);
        Calibration calibration = open.training().calibration(IMAGES, BATCH)) {
      NetworkState state = open.ticket().state();
      double loss = 0;
      double worst = 0;
      double mean = 0;
      for (int i = 0; i < calibration.batches().size(); i++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("Interrupted in a measurement of sharpness");
        }
        Batch batch = calibration.batches().get(i);
        LossSurface surface = new OfBatch(open.ticket().net(), batch);
        double share = (double) batch.size() / calibration.images();
        loss += share * surface.at(state);
        worst += share * sharpness.worst(state, surface, OpenTicket.STREAMS.of("sharpness", i));
        mean += share * sharpness.mean(state, surface, OpenTicket.STREAMS.of("noise", i));
      }
      return new Sharpness(rho, calibration.images(), loss, worst, mean);
    }
  }

  /** The cross-entropy of normalised logits. */
  private record OfBatch(PrunableNet net, Batch batch) implements LossSurface {
    @Override
    public double at(NetworkState state) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        return HostCopy.scalar(loss(net.evaluate(state, batch.images())));
      }
    }

    @Override
    public Gradient gradient(NetworkState state) {
      return net.gradient(state, batch.images(), this::loss, PrunableNet.Mode.EVALUATION);
    }

    private NDArray loss(NDArray logits) {
      NDArray centred = logits.sub(logits.mean(new int[] {1}, true));
      NDArray deviation = centred.square().mean(new int[] {1}, true).add(TINY).sqrt();
      return new CrossEntropy().mean(logits.div(deviation), batch.labels());
    }
  }
}
