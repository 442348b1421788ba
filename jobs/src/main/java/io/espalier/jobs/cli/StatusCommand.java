// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.status.SweepView;
import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: how far the sweeps of a result folder are. */
@Command(
    name = "status",
    description = {
      "Prints how far the last sweep of a result folder is, and any other sweep that runs there:"
          + " its runs, failures by cause, time left, and when each executor was last heard of.",
      "Reads files only, so it works on any machine, while the sweep runs and after. The driver"
          + " writes its state every 10 seconds."
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private ResultsOption results;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ResultStore store = results.open();
    List<SweepView> sweeps = SweepView.current(store, System.currentTimeMillis());
    PrintWriter print = spec.commandLine().getOut();
    if (json) {
      print.println(SweepView.json(sweeps));
    } else if (sweeps.isEmpty()) {
      print.println(
          "No sweep has written a state to %s; %s runs are done"
              .formatted(store.logs(), store.doneKeys().size()));
    } else {
      print.print(sweeps.stream().map(SweepView::text).collect(Collectors.joining("\n")));
    }
    print.flush();
    return ExitCode.DONE;
  }
}
