// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.landscape;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineNeeds;
import io.espalier.pruning.check.EngineNeeds.Derivatives;
import io.espalier.pruning.data.ImageSet;
import io.espalier.pruning.export.TicketNetwork;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.EpochReport;
import io.espalier.pruning.train.Streams;
import io.espalier.pruning.train.Training;
import io.espalier.pruning.train.TrainingObserver;
import java.io.IOException;
import java.util.Optional;

/**
 * A ticket with the images of its run.
 *
 * @param training gives images and passes; nothing is trained
 */
record OpenTicket(NDManager manager, TicketNetwork ticket, Training training)
    implements AutoCloseable {
  /** Of images and noise, so that all tickets see the same. */
  static final Streams STREAMS = new Streams(0);

  private static final TrainingObserver NONE = (EpochReport report) -> {};

  /**
   * @throws io.espalier.pruning.check.WrongKernels when the engine computes its network incorrectly
   *     here
   */
  static OpenTicket of(
      Storage storage,
      String folder,
      ImageSet set,
      String device,
      CheckedEngine engine,
      Derivatives derivatives)
      throws IOException {
    NDManager manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
    try {
      TicketNetwork ticket = TicketNetwork.open(storage, folder, manager);
      engine.require(
          ticket.manifest().model() + " in float32",
          new EngineNeeds(ticket.net().operations(), Precision.FLOAT32, derivatives));
      return new OpenTicket(
          manager, ticket, new Training(ticket.net(), set, STREAMS, NONE, Optional.empty()));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public void close() {
    ticket.close();
    manager.close();
  }
}
