// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.devicecheck;

import io.espalier.pruning.check.EngineCheck.Finding;
import io.espalier.pruning.check.ProcessEngine;
import java.util.Locale;

/** Checks every kind of operation as {@code doctor} and each run do. */
record EngineKernels() implements Check {
  @Override
  public void run(String device, CheckLines lines) {
    for (Finding found : ProcessEngine.checked(device).verdict().findings()) {
      String name =
          "%s %s %s %s".formatted(found.operation(), found.form(), found.type(), found.quantity());
      String text =
          String.format(Locale.ROOT, "error %.2e, at most %.0e", found.error(), found.most());
      // Runs refuse a wrong operation that only models of users have.
      lines.result(found.isRight() || !found.operation().isOfListedModels(), name, text);
    }
  }
}
