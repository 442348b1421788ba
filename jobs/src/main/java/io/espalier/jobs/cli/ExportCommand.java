// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunIdentity;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.export.ExportForm;
import io.espalier.pruning.export.ExportFormat;
import io.espalier.pruning.export.LogitsCheck;
import io.espalier.pruning.export.TicketExport;
import io.espalier.pruning.onnx.OnnxRuntime;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code export}: writes networks for other programs. */
@Command(
    name = "export",
    description = {
      "Writes the networks of finished runs for other programs, with float32 values.",
      "Each run becomes a file or, for djl, a folder with the first 12 digits of its key as its name.",
      "An ONNX file is compared with the run in ONNX Runtime before it is written."
    })
final class ExportCommand implements Callable<Integer> {
  private static final int DIGITS = 12;

  private static final String NOT_CHECKED =
      "not checked, because ONNX Runtime is not on the class path; add its jar: " + OnnxRuntime.JAR;

  /** What happens to files that are there. */
  enum Mode {
    /** The command fails before it writes anything. */
    ERROR,
    /** They are replaced. */
    OVERWRITE
  }

  @Mixin private ResultsOption results;

  @Mixin private TicketOptions tickets;

  @Option(names = "--to", required = true, paramLabel = "URI", description = "Folder to write to.")
  private String to;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "djl|onnx|safetensors",
      description =
          "djl: a folder that DJL loads; onnx: a file for ONNX Runtime and others; safetensors: a file"
              + " with the names and layouts of PyTorch.")
  private ExportFormat format;

  @Option(
      names = "--compact",
      description =
          "Leave out the channels that have no effect: a smaller network with the same output.")
  private boolean compact;

  @Option(
      names = "--mode",
      paramLabel = "error|overwrite",
      defaultValue = "ERROR",
      description = "error (default): refuse to replace files; overwrite: replace them.")
  private Mode mode;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ResultStore store = results.open();
    Storage storage = store.storage();
    try (LazySession session = new LazySession("Espalier export")) {
      List<RunRow> runs = tickets.in(store, session::get);
      for (RunRow run : runs) {
        checkWritable(storage, export(run).location(to, name(run)));
      }
      for (RunRow run : runs) {
        print(run, written(store, run));
      }
      return ExitCode.DONE;
    }
  }

  private TicketExport export(RunRow run) {
    return new TicketExport(format, compact ? ExportForm.COMPACT : ExportForm.WHOLE, facts(run));
  }

  private String name(RunRow run) {
    String key = run.identity().key();
    return key.substring(0, Math.min(DIGITS, key.length())) + (compact ? "-compact" : "");
  }

  private static SortedMap<String, String> facts(RunRow run) {
    RunIdentity identity = run.identity();
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("key", identity.key());
    facts.put("dataset", identity.dataset());
    facts.put("method", identity.method());
    facts.put("structure", identity.structure());
    facts.put("seed", Long.toString(identity.seed()));
    facts.put("sparsity", Double.toString(run.result().sparsity()));
    return facts;
  }

  private void checkWritable(Storage storage, String location) throws IOException {
    int slash = location.lastIndexOf('/');
    boolean isThere =
        storage.list(location.substring(0, slash)).contains(location.substring(slash + 1))
            || !storage.list(location).isEmpty();
    if (isThere && mode == Mode.ERROR) {
      throw new IOException(
          "Cannot write %s: it is there already; --mode overwrite replaces it".formatted(location));
    }
  }

  private TicketExport.Written written(ResultStore store, RunRow run) throws IOException {
    return export(run)
        .write(
            store.storage(), store.artifacts(run.identity().key()), store.storage(), to, name(run));
  }

  private void print(RunRow run, TicketExport.Written written) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "%s, %s, %s: %s of %s weights kept"
            .formatted(
                run.identity().key(),
                run.identity().setting(),
                run.identity().method(),
                grouped(run.result().kept()),
                grouped(run.result().prunable())));
    written
        .files()
        .forEach((file, length) -> out.println("  %s: %s bytes".formatted(file, grouped(length))));
    out.println(
        "  %s of %s parameters, %s of %s multiply-accumulates an image"
            .formatted(
                grouped(written.written().parameters()),
                grouped(written.whole().parameters()),
                grouped(written.written().macs()),
                grouped(written.whole().macs())));
    if (compact && written.written().equals(written.whole())) {
      out.println("  every channel has an effect, so that none is left out");
    }
    if (format == ExportFormat.ONNX) {
      out.println("  " + written.check().map(ExportCommand::text).orElse(NOT_CHECKED));
    }
    out.flush();
  }

  private static String text(LogitsCheck check) {
    return String.format(
        Locale.ROOT,
        "checked in ONNX Runtime %s: logits of %d images differ by at most %.1e of the largest",
        check.runtime(),
        check.images(),
        check.difference());
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
