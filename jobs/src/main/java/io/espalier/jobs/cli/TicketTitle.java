// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.query.CellFormat;
import io.espalier.jobs.store.RunIdentity;
import io.espalier.jobs.store.RunRow;

/** A ticket in a line of a terminal. */
final class TicketTitle {
  private TicketTitle() {}

  /** {@code 4f1c… cifar10 resnet20s: omp (epochs=20), unstructured, 80.00 % removed, seed 1}. */
  static String of(RunRow run) {
    RunIdentity of = run.identity();
    return "%s %s: %s%s, %s, %s %% removed, seed %s"
        .formatted(
            CellFormat.text("key", of.key()),
            of.setting(),
            of.method(),
            of.variant().isEmpty() ? "" : " (" + of.variant() + ")",
            of.structure(),
            CellFormat.text("sparsity", run.result().sparsity()),
            of.seed());
  }
}
