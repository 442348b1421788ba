// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.robustness;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineNeeds;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.data.ResidentSplit;
import io.espalier.pruning.export.TicketNetwork;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Evaluation;
import io.espalier.pruning.train.Evaluator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates tickets on corrupted test images. Nothing is trained, and no statistics are computed
 * anew. The network computes in float32, whatever its run computed in.
 *
 * @param set the dataset of the tickets
 * @param device device of tensors, {@code "cpu"} or {@code "gpu0"} (not tried on a GPU)
 * @param engine the checked engine of this process on {@code device}
 */
public record RobustnessMeasurement(ImageSet set, String device, CheckedEngine engine) {
  /** Of the noise, so that all measurements see the same images. */
  private static final long SEED = 0;

  /** Bytes of the pixels that are in memory at a time, beside a corrupted copy. */
  private static final int CHUNK = 1 << 26;

  /**
   * Evaluates a ticket without corruption, and under each one in each severity, in this order.
   *
   * @param storage storage of the folder
   * @param folder folder of the ticket
   * @throws IOException when the ticket or an image cannot be read
   * @throws io.espalier.pruning.check.WrongKernels when the engine computes its network incorrectly
   *     here
   * @throws io.espalier.pruning.catalog.InvalidSettings when the model of the ticket is not known
   */
  public List<CorruptedAccuracy> of(Storage storage, String folder, List<Corruption> corruptions)
      throws IOException {
    List<Sum> sums = new ArrayList<>();
    sums.add(new Sum(Optional.empty(), 0));
    for (Corruption corruption : corruptions) {
      for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
        sums.add(new Sum(Optional.of(corruption), severity));
      }
    }
    CorruptedImages images = new CorruptedImages(set, SEED);
    int count = set.test().size();
    int chunk = Math.max(1, CHUNK / set.imageSize());
    try (NDManager manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
        TicketNetwork ticket = TicketNetwork.open(storage, folder, manager)) {
      engine.require(
          ticket.manifest().model() + " in float32",
          new EngineNeeds(
              ticket.net().operations(), Precision.FLOAT32, EngineNeeds.Derivatives.NONE));
      for (int from = 0; from < count; from += chunk) {
        ResidentSplit plain = images.plain(from, Math.min(from + chunk, count));
        for (Sum sum : sums) {
          sum.add(evaluated(ticket, sum.seen(images, plain, from)), plain.size());
        }
      }
    }
    return sums.stream().map(Sum::mean).toList();
  }

  private Evaluation evaluated(TicketNetwork ticket, ResidentSplit seen) {
    PrunableNet net = ticket.net();
    try (NDManager ofImages = net.manager().newSubManager()) {
      return new Evaluator(set, seen, ofImages, net.residence()).evaluate(net, ticket.state());
    }
  }

  /** The evaluations of all chunks under one corruption. */
  private static final class Sum {
    private final Optional<Corruption> corruption;
    private final int severity;
    private int images;
    private double right;
    private double rightFive;
    private double loss;

    Sum(Optional<Corruption> corruption, int severity) {
      this.corruption = corruption;
      this.severity = severity;
    }

    ResidentSplit seen(CorruptedImages all, ResidentSplit plain, int from) {
      return corruption.map(known -> all.of(plain, from, known, severity)).orElse(plain);
    }

    void add(Evaluation evaluation, int count) {
      images += count;
      right += evaluation.accuracy() * count;
      rightFive += evaluation.top5() * count;
      loss += evaluation.loss() * count;
    }

    CorruptedAccuracy mean() {
      return new CorruptedAccuracy(
          corruption.map(Corruption::toString).orElse(CorruptedAccuracy.NONE),
          severity,
          images,
          new Evaluation(right / images, rightFive / images, loss / images));
    }
  }
}
