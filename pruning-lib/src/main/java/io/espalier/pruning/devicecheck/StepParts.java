// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.data.ImageBatches;
import io.espalier.pruning.engine.HostCopy;
import io.espalier.pruning.engine.HostView;
import io.espalier.pruning.mask.Mask;
import io.espalier.pruning.mask.Ranking;
import io.espalier.pruning.mask.Selection;
import io.espalier.pruning.mask.Sparsity;
import io.espalier.pruning.mask.Unstructured;
import io.espalier.pruning.model.Architecture;
import io.espalier.pruning.model.NetworkState;
import io.espalier.pruning.model.PrunableNet;
import io.espalier.pruning.train.CrossEntropy;
import io.espalier.pruning.train.Evaluator;
import io.espalier.pruning.train.Formula;
import io.espalier.pruning.train.Sgd;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times the parts of a step, each waited for.
 *
 * @param model the network
 * @param batch images of a step
 * @param tested images of an evaluation
 * @param rounds timed rounds of each part
 */
record StepParts(Choice<Architecture> model, int batch, int tested, int rounds) implements Check {
  private static final int WARM_UP = 3;
  private static final int ROUNDS_OF_IMP = 6;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public void run(String device, CheckLines lines) throws IOException {
    Subject subject = Subject.of(model, batch, tested);
    try (NDManager manager = Subject.manager(device);
        PrunableNet net = subject.net(manager, DataType.FLOAT32);
        ImageBatches host = subject.set().train().batches(subject.set())) {
      NDArray mark = manager.create(1f);
      Parts parts = new Parts(mark, lines);
      parts.time("nothing but waiting", () -> {});
      parts.time("a number times a number", () -> mark.mul(2));
      FloatBuffer pixels = FloatBuffer.allocate(batch * subject.set().imageSize());
      parts.time(
          "a batch prepared by the host, not augmented",
          () -> host.plain(0, batch, pixels.clear()));
      parts.time(
          "a batch prepared and sent", () -> subject.pixels(manager, batch, DataType.FLOAT32));
      NDArray images = subject.pixels(manager, batch, DataType.FLOAT32);
      NDArray labels = subject.labels(manager, batch);
      NetworkState state = Subject.initial(net);
      CrossEntropy loss = new CrossEntropy();
      parts.time(
          "gradient", () -> net.gradient(state, images, logits -> loss.mean(logits, labels)));
      parts.time("evaluation of the batch, to the logits", () -> net.evaluate(state, images));
      update(parts, net, state);
      Evaluator evaluator = new Evaluator(subject.set(), subject.set().test(), net);
      parts.time("evaluation of %s images".formatted(tested), () -> evaluator.evaluate(net, state));
    }
  }

  private static void update(Parts parts, PrunableNet net, NetworkState state) {
    Selection selection =
        new Unstructured().selection(net.layers(), Sparsity.afterRounds(ROUNDS_OF_IMP));
    Mask mask = selection.of(state.weights(), net.others(), Ranking.MAGNITUDE);
    NDArray gradient = state.weights().mul(0.01);
    NetworkState own = state.copy();
    Sgd sgd = new Sgd(own.weights(), 0.9, 5e-4, Formula.MASKED);
    parts.time("mask on weights", () -> mask.on(state));
    parts.time("SGD on the weights", () -> sgd.step(1e-3, List.of(mask.values(), gradient)));
    parts.time("top-k", () -> selection.project(state.weights(), Ranking.MAGNITUDE, mask));
    parts.time("weights to the host", () -> HostCopy.of(state.weights()).close());
    parts.time("weights written from the host", () -> HostView.of(mask.values()).commit());
  }

  private final class Parts {
    private final NDArray mark;
    private final CheckLines lines;

    Parts(NDArray mark, CheckLines lines) {
      this.mark = mark;
      this.lines = lines;
    }

    void time(String name, Runnable work) {
      double[] millis = new double[rounds];
      for (int round = -WARM_UP; round < rounds; round++) {
        HostCopy.scalar(mark);
        long start = System.nanoTime();
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          work.run();
        }
        HostCopy.scalar(mark); // waits for everything before it
        if (round >= 0) {
          millis[round] = (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
      }
      lines.info(
          name,
          String.format(
              Locale.ROOT,
              "%.3f ms (fastest %.3f)",
              EpochClock.median(millis),
              Arrays.stream(millis).min().orElse(0)));
    }
  }
}
