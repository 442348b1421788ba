// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import ai.djl.ndarray.types.DataType;
import io.espalier.pruning.catalog.Choice;
import io.espalier.pruning.check.RelativeError;
import io.espalier.pruning.model.Architecture;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Holds the loss, logits, gradients and a Hessian product of a whole network on the device against
 * float64 on the CPU.
 *
 * @param model the network
 * @param batch images of the pass
 */
record Numerics(Choice<Architecture> model, int batch) implements Check {
  /** Rounding moves inputs of a ReLU over 0, and then a gradient by more than rounding. */
  private static final double LEAST_ALLOWED = 1e-3;

  private static final double TIMES_THE_PROCESSOR = 3;

  @Override
  public void run(String device, CheckLines lines) throws IOException {
    PassOfNetwork passes = new PassOfNetwork(Subject.of(model, batch, 1), batch);
    PassOfNetwork.Results exact = passes.withProduct("cpu", DataType.FLOAT64);
    PassOfNetwork.Results single = passes.withProduct("cpu", DataType.FLOAT32);
    double own = RelativeError.of(exact.weights(), single.weights());
    compare(lines, "cpu float32", 1e-2, exact, single);
    compare(lines, device + " float64", 1e-10, exact, passes.withProduct(device, DataType.FLOAT64));
    compare(
        lines,
        device + " float32",
        TIMES_THE_PROCESSOR * Math.max(LEAST_ALLOWED, own),
        exact,
        passes.withProduct(device, DataType.FLOAT32));
    compare(lines, device + " bf16", 0.3, exact, passes.of(device, DataType.BFLOAT16));
    boolean same =
        Arrays.equals(
            passes.of(device, DataType.FLOAT32).weights(),
            passes.of(device, DataType.FLOAT32).weights());
    lines.info("gradient repeated", same ? "the same bits" : "OTHER BITS");
  }

  private void compare(
      CheckLines lines,
      String what,
      double most,
      PassOfNetwork.Results exact,
      PassOfNetwork.Results found) {
    double gradient = RelativeError.of(exact.weights(), found.weights());
    String product =
        found.product().length == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", Hessian product %.2e",
                RelativeError.of(exact.product(), found.product()));
    lines.result(
        gradient <= most,
        model.name() + " " + what,
        String.format(
                Locale.ROOT,
                "gradient %.2e (at most %.0e), of others %.2e, logits %.2e, loss %.2e",
                gradient,
                most,
                RelativeError.of(exact.other(), found.other()),
                RelativeError.of(exact.logits(), found.logits()),
                Math.abs(exact.loss() - found.loss()) / exact.loss())
            + product);
  }
}
