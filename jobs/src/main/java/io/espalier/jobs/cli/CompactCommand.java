// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.store.Compaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code compact}: rewrites many single-run files as a few compacted files. */
@Command(
    name = "compact",
    description = {
      "Rewrites the single-run files of a result folder as a few larger compacted files.",
      "A sweep that ends with more than 5,000 single-run files of runs, or of failures, compacts"
          + " them by itself. Compaction is safe beside sweeps and reports, and changes no result."
    })
final class CompactCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Compaction.Outcome outcome = Compaction.of(results.open());
    PrintWriter print = spec.commandLine().getOut();
    print.println(outcome.text());
    print.flush();
    return ExitCode.DONE;
  }
}
