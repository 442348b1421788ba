package io.espalier.jobs.cli;

import io.espalier.jobs.store.Compaction;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code compact}: few large files of rows in place of many small ones. */
@Command(
    name = "compact",
    description = {
      "Folds the small files of a folder of results, one a run, into few larger ones.",
      "A sweep that leaves more than 5,000 does so by itself. Safe at any time, beside sweeps and"
          + " reports; no result changes."
    })
final class CompactCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Compaction.Outcome outcome = Compaction.of(results.open());
    PrintWriter told = spec.commandLine().getOut();
    told.println(outcome.text());
    told.flush();
    return ExitCode.DONE;
  }
}
