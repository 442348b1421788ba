// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import io.espalier.jobs.score.PartitionScorer;
import io.espalier.jobs.score.ScoreFolder;
import io.espalier.jobs.score.ScoreSummary;
import io.espalier.jobs.score.ScoreWork;
import io.espalier.jobs.score.ScoredTicket;
import io.espalier.jobs.score.Scorer;
import io.espalier.jobs.score.Scorers;
import io.espalier.jobs.score.Scoring;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.sweep.DeviceChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code score}: classifies images with tickets. */
@Command(
    name = "score",
    description = {
      "Classifies images with finished runs, and writes the predictions as Parquet.",
      "One row for each image and run: file, label, predicted, predicted_class, probability, top5,"
          + " ticket (the key of the run), error. The folder is partitioned by ticket.",
      "An image that cannot be read is a row with its error."
    })
final class ScoreCommand implements Callable<Integer> {

  /** Where labels come from. */
  enum LabelFrom {
    /** The folder that a file is in has the name of its class. */
    FOLDER
  }

  @Mixin private ResultsOption results;

  @Mixin private TicketOptions tickets;

  @Option(
      names = "--images",
      required = true,
      arity = "1..*",
      paramLabel = "URI",
      description = {
        "Image files, folders with images at any depth, or patterns such as '/data/*/*.png'; on any"
            + " file system. Or the test set of the runs' dataset, as cifar10:FOLDER."
      })
  private List<String> images;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URI",
      description = "Folder to write the predictions to.")
  private String to;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "250",
      description =
          "Images in each pass (default 250); fewer of large images, of which 32 MiB are taken.")
  private int batch;

  @Option(
      names = "--label-from",
      paramLabel = "folder",
      description =
          "folder: the folder of each file has the name of its class, or the index of it. Prints the"
              + " accuracy beside the recorded one.")
  private Optional<LabelFrom> labelFrom = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "error|overwrite",
      defaultValue = "ERROR",
      description = "error (default): refuse a folder with predictions; overwrite: replace them.")
  private ScoreFolder.Mode mode;

  @Option(
      names = "--with",
      paramLabel = "partitions|djl-spark",
      defaultValue = PartitionScorer.NAME,
      description = "partitions (default), or djl-spark, DJL's Spark extension, if it is there.")
  private String with;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|gpu",
      defaultValue = "AUTO",
      description = "auto (default): the GPU that Spark assigns to a task, or else the CPU.")
  private DeviceChoice device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (batch < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '--batch': %s, must be at least 1".formatted(batch));
    }
    Scorer scorer = Scorers.named(with);
    ResultStore store = results.open();
    ScoreFolder folder = new ScoreFolder(to, store.storage());
    folder.checkWritable(mode);
    try (LazySession session = new LazySession("Espalier score")) {
      List<RunRow> runs = tickets.in(store, session::get);
      List<ScoredTicket> scored = new ArrayList<>();
      for (RunRow run : runs) {
        scored.add(ScoredTicket.of(run, store.storage()));
      }
      ScoreWork work = ScoreWork.of(images, labelFrom.isPresent(), scored, store.storage());
      PrintWriter err = spec.commandLine().getErr();
      work.notes().forEach(err::println);
      err.println("Scoring: %s rows to write, %s tickets".formatted(work.rows(), runs.size()));
      err.flush();
      Scoring scoring =
          new Scoring(
              batch,
              device,
              new SerializableConfiguration(
                  SparkHadoopUtil.get().newConfiguration(new SparkConf())));
      print(runs, written(folder, work, scorer, scoring, session.get()), folder);
      return ExitCode.DONE;
    }
  }

  private static ScoreSummary written(
      ScoreFolder folder, ScoreWork work, Scorer scorer, Scoring scoring, SparkSession spark)
      throws IOException {
    return SparkJob.result(
        "score",
        () -> {
          folder.write(work.scores(spark, scorer, scoring));
          return ScoreSummary.of(folder.read(spark));
        });
  }

  private void print(List<RunRow> runs, ScoreSummary summary, ScoreFolder folder) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(summary.table(runs));
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    long unreadable =
        summary.counts().values().stream().mapToLong(ScoreSummary.Counts::unreadable).sum();
    if (unreadable > 0) {
      err.println(
          "%s rows have no prediction: their images cannot be read, see the column error"
              .formatted(unreadable));
    }
    err.println("Scores: " + folder.location());
    err.flush();
  }
}
