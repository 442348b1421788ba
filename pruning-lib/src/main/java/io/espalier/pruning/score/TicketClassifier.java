// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.score;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.espalier.pruning.check.CheckedEngine;
import io.espalier.pruning.check.EngineNeeds;
import io.espalier.pruning.data.InputImages;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.export.Manifest;
import io.espalier.pruning.export.TicketFolder;
import io.espalier.pruning.model.Architectures;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.Precision;
import io.espalier.pruning.model.PrunableNet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A ticket in the memory of a device, which classifies images as the evaluation of its run did: the
 * complete network under its mask, in the precision of the run, channels last. The images of a
 * batch do not affect each other, see {@link InputBatch}.
 *
 * <p>Thread-safe, except for {@link #close}: threads share the weights, and each batch has memory
 * of its own.
 */
public final class TicketClassifier implements AutoCloseable {
  private final NDManager manager;
  private final PrunableNet net;
  private final NetworkState state;
  private final TicketInput input;
  private final List<String> names;
  private final int batch;

  /** Memory of batches that no thread uses now. */
  private final Queue<InputBatch> unused = new ConcurrentLinkedQueue<>();

  private TicketClassifier(
      NDManager manager,
      PrunableNet net,
      NetworkState state,
      TicketInput input,
      List<String> names,
      int batch) {
    this.manager = manager;
    this.net = net;
    this.state = state;
    this.input = input;
    this.names = names;
    this.batch = batch;
  }

  /**
   * Loads a ticket.
   *
   * @param input its input
   * @param precision precision of its run
   * @param engine the checked engine of this process on the device
   * @param device device name of DJL: {@code cpu}, {@code gpu0}
   * @param batch images per pass, 1 or more; fewer where so many would take more than 32 MiB
   * @throws io.espalier.pruning.check.WrongKernels when the engine computes its network incorrectly
   *     here
   * @throws IOException when the ticket is incomplete or cannot be read
   */
  public static TicketClassifier open(
      TicketFolder ticket,
      TicketInput input,
      Precision precision,
      CheckedEngine engine,
      String device,
      int batch)
      throws IOException {
    if (batch < 1) {
      throw new IllegalArgumentException("Invalid batch: " + batch + ", must be at least 1");
    }
    Manifest manifest = Manifest.read(ticket.storage(), ticket.folder());
    NDManager manager = NDManager.newBaseManager(Device.fromName(device), "PyTorch");
    try {
      PrunableNet net =
          new PrunableNet(
              manager,
              Architectures.ALL
                  .choose(manifest.model(), manifest.settings())
                  .value()
                  .block(manifest.classes()),
              new Shape(InputImages.CHANNELS, input.size(), input.size()),
              precision.type(),
              PrunableNet.Layout.CHANNELS_LAST);
      engine.require(
          "%s in %s".formatted(manifest.model(), precision),
          new EngineNeeds(net.operations(), precision, EngineNeeds.Derivatives.NONE));
      return new TicketClassifier(
          manager,
          net,
          ticket.readState(net.manager()),
          input,
          manifest.namesOfClasses(),
          input.fitting(batch));
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The input of its network. */
  public TicketInput input() {
    return input;
  }

  /** The images of each pass. */
  public int batch() {
    return batch;
  }

  /**
   * Classifies image files.
   *
   * @return one answer per file, in their order
   */
  public List<Answer> ofFiles(List<byte[]> files) {
    Decoded decoded = Decoded.of(files, input.images());
    return decoded.answers(ofPlanes(decoded.planes()));
  }

  /**
   * Classifies decoded images.
   *
   * @param images results of {@link InputImages#planes} for {@link #input}
   * @return one answer per image, in their order
   */
  public List<Answer> ofPlanes(List<byte[]> images) {
    List<Answer> answers = new ArrayList<>(images.size());
    InputBatch memory = unused.poll();
    if (memory == null) {
      memory = new InputBatch(input, batch);
    }
    for (int from = 0; from < images.size(); from += batch) {
      List<byte[]> some = images.subList(from, Math.min(from + batch, images.size()));
      answers.addAll(logits(memory, some).answers(some.size()));
    }
    unused.add(memory);
    return answers;
  }

  private Logits logits(InputBatch memory, List<byte[]> images) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray logits = net.evaluate(state, memory.of(images, net.manager()));
      return new Logits(HostCopy.floats(logits), names);
    }
  }

  /** Frees the memory of the ticket; no thread may be classifying. */
  @Override
  public void close() {
    manager.close();
    unused.clear();
  }
}
