// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.score.ImagesToScore;
import io.espalier.jobs.score.TicketScores;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.data.Datasets;
import io.espalier.pruning.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores with the two tickets of one small sweep. */
class ScoreCommandTest {
  private static final Map<String, Object> SHAPES = Map.of("train", 200, "test", 90);
  private static final String SWEEP =
      """
      dense: {epochs: 3, batch: 20}
      grid:
        dataset: {name: shapes, train: 200, test: 90}
        model: {name: resnet20s, width: 0.25}
        method: {name: omp, epochs: 1, batch: 20}
        structure: filter
        sparsity: 0.5
        seed: 1
      """;

  @TempDir private static Path folder;
  private static String out;
  private static List<RunRow> runs;
  private static ImagesToScore images;

  @BeforeAll
  static void sweep() throws IOException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), SWEEP);
    out = folder.resolve("out").toString();
    done("sweep", config.toString(), "--out", out);
    runs =
        new Results(Path.of(out))
            .rows().values().stream()
                .sorted(Comparator.comparing((RunRow run) -> run.identity().key()))
                .toList();
    HadoopStorage storage = new HadoopStorage(new Configuration());
    ImageSet set = Datasets.ALL.choose("shapes", SHAPES).value().load(storage, "");
    images = ImagesToScore.written(storage, folder.resolve("images [1] ü").toString(), set);
  }

  @Test
  void files_of_all_kinds_have_the_recorded_accuracy_of_every_ticket() throws IOException {
    String to = at("scores a:b [2]");
    CommandLineRun run =
        score(
            "--where",
            "true",
            "--images",
            images.folder(),
            "--to",
            to,
            "--batch",
            "32",
            "--label-from",
            "folder");

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    assertThat(run.err()).contains(2 * ImagesToScore.UNREADABLE + " rows have no prediction");
    assertThat(ImagesToScore.openTickets()).isZero();
    List<Row> rows = parquet(to);
    for (RunRow each : runs) {
      List<Row> own =
          rows.stream().filter(row -> each.identity().key().equals(row.getAs("ticket"))).toList();
      images.assertScored(own, each.result().accuracy());
      assertThat(run.out())
          .containsPattern(
              each.identity().key().substring(0, 10)
                  + ".*\\| +%s \\| +%s \\| ".formatted(images.all(), ImagesToScore.UNREADABLE));
    }

    assertThat(score("--where", "true", "--images", images.folder(), "--to", to).err())
        .startsWith("Cannot write scores to " + to + ": the folder is not empty");
    CommandLineRun again =
        score(
            "--ticket",
            key(0),
            "--images",
            images.folder() + "/disc/*.bmp",
            "--to",
            to,
            "--mode",
            "overwrite");
    assertThat(again.exit()).as(again.err()).isEqualTo(0);
    assertThat(again.out()).doesNotContain("accuracy");
    assertThat(parquet(to))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.<Integer>getAs("label")).isNull())
        .allSatisfy(
            row -> assertThat(row.<String>getAs("file")).contains("/disc/").endsWith(".bmp"));
  }

  @Test
  void the_test_set_of_the_runs_has_the_recorded_accuracy() throws IOException {
    String to = at("of the test set");
    CommandLineRun run = score("--ticket", key(0), "--images", "shapes", "--to", to);

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    List<Row> rows = parquet(to);
    long right =
        rows.stream().filter(row -> row.getAs("label").equals(row.getAs("predicted"))).count();
    assertThat(rows).hasSize(90);
    assertThat(right / 90.0).isEqualTo(runs.get(0).result().accuracy());
    assertThat(run.out()).contains("| %s of 90 |".formatted(right));
  }

  @Test
  void what_is_wrong_is_told_in_one_line_before_anything_is_written() throws IOException {
    Files.createDirectories(folder.resolve("none/below"));
    Files.createDirectories(folder.resolve("odd/unknown"));
    Files.write(folder.resolve("odd/unknown/a.png"), new byte[1]);
    Files.createDirectories(folder.resolve("mine"));
    Files.write(folder.resolve("mine/thesis.txt"), new byte[1]);
    String to = at("not written");

    refused(
        "Cannot find images: nothing is at " + at("nothing*"),
        "--ticket",
        key(0),
        "--images",
        at("nothing*"),
        "--to",
        to);
    refused(
        "Cannot find images: " + at("none") + " has no file named .jpg",
        "--ticket",
        key(0),
        "--images",
        at("none"),
        "--to",
        to);
    refused(
        "Cannot take labels from folders: unknown name no class of run " + key(0),
        "--ticket",
        key(0),
        "--images",
        at("odd"),
        "--label-from",
        "folder",
        "--to",
        to);
    refused("Cannot find runs in", "--ticket", "zz", "--images", images.folder(), "--to", to);
    refused(
        "Cannot score the test set of cifar10 with run " + key(0) + ": it was trained on shapes",
        "--ticket",
        key(0),
        "--images",
        "cifar10:/data",
        "--to",
        to);
    refused(
        "Cannot score with djl-spark: add scoring-djl-spark.jar",
        "--ticket",
        key(0),
        "--images",
        "shapes",
        "--to",
        to,
        "--with",
        "djl-spark");
    refused(
        "Cannot score with both: known are partitions",
        "--ticket",
        key(0),
        "--images",
        "shapes",
        "--to",
        to,
        "--with",
        "both");
    refused(
        "Cannot overwrite " + at("mine") + ": it contains thesis.txt",
        "--ticket",
        key(0),
        "--images",
        "shapes",
        "--to",
        at("mine"),
        "--mode",
        "overwrite");
    for (String name : List.of(".git", "_notes")) {
      Files.createDirectories(folder.resolve("others").resolve(name));
      refused(
          "Cannot overwrite " + at("others") + ": it contains " + name,
          "--ticket",
          key(0),
          "--images",
          "shapes",
          "--to",
          at("others"),
          "--mode",
          "overwrite");
      Files.delete(folder.resolve("others").resolve(name));
    }
    refused(
        "Cannot score: Cannot run on a GPU: Spark assigns none",
        "--ticket",
        key(0),
        "--images",
        "shapes",
        "--to",
        to,
        "--device",
        "gpu");
    Path state = Path.of(out, "artifacts", key(1), "state.safetensors");
    Path aside = Files.move(state, state.resolveSibling("aside"));
    try {
      refused(
          "Cannot use the ticket of run " + key(1) + ": ",
          "--ticket",
          key(1),
          "--images",
          "shapes",
          "--to",
          to);
    } finally {
      Files.move(aside, state);
    }
    assertThat(folder.resolve("mine/thesis.txt")).exists();
  }

  @Test
  void rows_of_a_notebook_are_scored_as_files_are() throws IOException {
    String to = at("as files");
    CommandLineRun run =
        score(
            "--ticket",
            key(0) + "," + key(1),
            "--images",
            images.folder(),
            "--label-from",
            "folder",
            "--to",
            to);
    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    List<Row> rows = new ArrayList<>(parquet(to));

    try (SparkSession spark = session()) {
      Dataset<Row> files =
          spark
              .read()
              .format("binaryFile")
              .option("__globPaths__", false)
              .option("recursiveFileLookup", true)
              .load(images.folder())
              .where("path rlike '(?i)(png|bmp|jpg)$'")
              .withColumn(
                  "label", functions.element_at(functions.split(functions.col("path"), "/"), -2));
      List<Row> scores = TicketScores.of(spark, out, key(0), key(1)).score(files).collectAsList();

      rows.removeIf(row -> row.<String>getAs("file").contains("/empty #")); // Spark leaves it out
      assertThat(values(scores)).containsExactlyInAnyOrderElementsOf(values(rows));
    }
  }

  /** Predictions by label and ticket, without the names, which Spark's source encodes. */
  private static List<String> values(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                List.of("label", "predicted", "probability", "top5", "ticket", "error").stream()
                    .map(column -> String.valueOf(row.get(row.fieldIndex(column))))
                    .toList()
                    .toString())
        .sorted()
        .toList();
  }

  private static List<Row> parquet(String location) {
    try (SparkSession spark = session()) {
      return spark.read().option("__globPaths__", false).parquet(location).collectAsList();
    }
  }

  private static SparkSession session() {
    SparkSession.clearActiveSession();
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }

  private static void refused(String start, String... arguments) {
    CommandLineRun run = score(arguments);
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err().lines().filter(line -> line.startsWith("Cannot ")))
        .singleElement()
        .asString()
        .startsWith(start);
    assertThat(run.err()).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  private static CommandLineRun score(String... arguments) {
    List<String> all = new ArrayList<>(List.of("score", "--out", out));
    all.addAll(Arrays.asList(arguments));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private static void done(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exit()).as(run.err()).isEqualTo(0);
  }

  private static String key(int run) {
    return runs.get(run).identity().key();
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }
}
