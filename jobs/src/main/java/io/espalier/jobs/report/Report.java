// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import io.espalier.jobs.figure.CorruptionFigure;
import io.espalier.jobs.figure.CostFigure;
import io.espalier.jobs.figure.CurveFigure;
import io.espalier.jobs.figure.DataFigure;
import io.espalier.jobs.figure.DistortionFigure;
import io.espalier.jobs.figure.Drawing;
import io.espalier.jobs.figure.Figure;
import io.espalier.jobs.figure.LayerFigure;
import io.espalier.jobs.figure.OverlapFigure;
import io.espalier.jobs.figure.Panel;
import io.espalier.jobs.figure.PqIndexFigure;
import io.espalier.jobs.figure.RankFigure;
import io.espalier.jobs.figure.RegimeFigure;
import io.espalier.jobs.figure.RobustnessFigure;
import io.espalier.jobs.figure.SharpnessFigure;
import io.espalier.jobs.figure.SlotFigure;
import io.espalier.jobs.figure.SmallDenseFigure;
import io.espalier.jobs.figure.SpeedFigure;
import io.espalier.jobs.figure.StabilityFigure;
import io.espalier.jobs.figure.TicketFigure;
import io.espalier.jobs.figure.TrajectoryFigure;
import io.espalier.jobs.figure.VariationFigure;
import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.query.Table;
import io.espalier.jobs.query.TableRow;
import io.espalier.jobs.report.ReportPart.Audience;
import io.espalier.jobs.storage.HadoopStorage;
import io.espalier.jobs.storage.ParallelMap;
import io.espalier.jobs.store.ResultStore;
import io.espalier.pruning.storage.Storage;
import io.espalier.pruning.train.Work;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report of a result folder, as tables and figures. */
public final class Report {
  /** All parts, in the order in which they are shown. */
  static final List<ReportPart> PARTS =
      List.of(
          ReportPart.shown("winning_tickets", new TicketFigure()),
          ReportPart.shown("accuracy", new TrajectoryFigure()),
          ReportPart.filed("ranks", new RankFigure())
              .needing(
                  "(SELECT count(DISTINCT method, variant) AS ways FROM pruned) WHERE ways > 1"),
          ReportPart.filed("data_pruning", new DataFigure())
              .needing("runs WHERE setting LIKE '% data_pruning(%'"),
          ReportPart.filed("small_dense", new SmallDenseFigure())
              .needing(
                  "(SELECT count(DISTINCT get_json_object(settings, '$.model.width')) AS widths"
                      + " FROM runs) WHERE widths > 1"),
          ReportPart.shown("speedup", new CostFigure()),
          ReportPart.shown("measured_speed", new SpeedFigure()).needing("latencies"),
          ReportPart.filed("time_to_ticket", Figure.NONE),
          ReportPart.filed("rewinding", new VariationFigure())
              .needing("varied WHERE changed IN ('retrain_from', 'rewind')"),
          ReportPart.filed("ablations", new VariationFigure())
              .needing("varied WHERE changed NOT IN ('retrain_from', 'rewind')"),
          ReportPart.filed("layers", new LayerFigure()),
          ReportPart.filed("distortions", new DistortionFigure())
              .needing("runs WHERE method = 'rd-dp'"),
          ReportPart.filed("pq_index", new PqIndexFigure()),
          ReportPart.shown("mask_overlap", new OverlapFigure()),
          ReportPart.filed(
              "stability",
              new StabilityFigure(
                  "Distance of the weights kept from those of the dense network ÷ norm of the latter")),
          ReportPart.filed(
                  "order_stability",
                  new StabilityFigure(
                      "Distance of the weights kept of two orders of the data ÷ norm of one"))
              .needing("runs WHERE variant LIKE '%data_order=%'"),
          ReportPart.shown("robustness", new RobustnessFigure()).needing("robustness"),
          ReportPart.filed("corruptions", new CorruptionFigure()).needing("robustness"),
          ReportPart.filed("sharpness", new SharpnessFigure()).needing("sharpness"),
          ReportPart.filed("regimes", new RegimeFigure()).needing("connectivity"),
          ReportPart.filed("learning_curves", new CurveFigure()),
          ReportPart.filed("slots", new SlotFigure()),
          ReportPart.filed("costs", Figure.NONE),
          ReportPart.shown("failures", Figure.NONE),
          ReportPart.filed("against_paper", Figure.NONE));

  private static final Logger LOG = LoggerFactory.getLogger(Report.class);
  private static final String PAGE = "index.html";

  /** Files of the report that are written together. */
  @FunctionalInterface
  private interface Files {
    /** Writes the files and returns the names of the images among them. */
    List<String> write() throws IOException;
  }

  private final String summary;
  private final List<Answer> answers;
  private final Optional<String> problem;

  private Report(String summary, List<Answer> answers, Optional<String> problem) {
    this.summary = summary;
    this.answers = answers;
    this.problem = problem;
  }

  /**
   * Runs the queries of all parts on the current results of {@code store}. A compaction can merge
   * files between their listing and the queries that read them, and delete them; the results are
   * then listed once more.
   */
  public static Report of(SparkSession spark, ResultStore store) throws IOException {
    return of(() -> ResultQueries.on(spark, store), store);
  }

  static Report of(Work<ResultQueries, IOException> listed, ResultStore store) throws IOException {
    try {
      return of(listed.run(), store);
    } catch (IOException e) {
      LOG.info("Reading the results once more: {}", e.getMessage());
      return of(listed.run(), store);
    }
  }

  private static Report of(ResultQueries queries, ResultStore store) throws IOException {
    Figures figures = Figures.onThisMachine();
    try (ParallelMap parts = ParallelMap.forCpu()) {
      List<Answer> answers =
          parts.each(PARTS, part -> Answer.of(part, part.answer(queries), figures));
      return new Report(summary(store, queries), answers, figures.problem());
    }
  }

  /** The findings and those parts for everyone that have rows, as aligned Markdown. */
  public String markdown() {
    String parts =
        answers.stream()
            .filter(answer -> answer.part().audience() == Audience.EVERYONE)
            .map(Answer::markdown)
            .collect(Collectors.joining());
    if (parts.isEmpty()) {
      return "No results yet.\n";
    }
    String findings = String.join(" ", findings());
    return findings.isEmpty() ? parts : findings + "\n\n" + parts;
  }

  private List<String> findings() {
    List<String> sentences =
        new ArrayList<>(
            new Findings(
                    answer("winning_tickets").table(),
                    answer("speedup").table(),
                    answer("failures").table())
                .sentences());
    sentences.addAll(new SpeedFindings(answer("measured_speed").table()).sentences());
    return sentences;
  }

  private Page page() {
    List<String> notes = new ArrayList<>();
    notes.add(summary);
    notes.add(String.join(" ", findings()));
    problem.ifPresent(notes::add);
    return Page.of(notes.stream().filter(Predicate.not(String::isEmpty)).toList(), answers);
  }

  /**
   * The figures of a part, for notebooks.
   *
   * @param part name of the part, such as {@code accuracy}
   * @return SVG elements as text; none if the part has no rows or no figure
   * @throws IllegalArgumentException when the part does not exist
   */
  public List<String> figures(String part) {
    return answer(part).panels().stream().map(Page::svg).toList();
  }

  private Answer answer(String part) {
    return answers.stream()
        .filter(answer -> answer.part().query().name().equals(part))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid part: %s, must be one of %s"
                        .formatted(
                            part, PARTS.stream().map(known -> known.query().name()).toList())));
  }

  /** The reason why the report has no figures; empty if it has figures. */
  public Optional<String> problem() {
    return problem;
  }

  /**
   * Writes {@code index.html} with all parts, {@code report.md} with those for everyone, and for
   * each part {@code PART.csv} and {@code PART.md}, even if it has no rows, and its figures as
   * {@code PART-1.png}, …. Tables and figures of an earlier report are replaced or deleted.
   *
   * @return the location of the page
   */
  public String writeTo(HadoopStorage storage, String folder) throws IOException {
    write(storage, Storage.in(folder, "report.md"), markdown());
    String page = Storage.in(folder, PAGE);
    List<Files> all = new ArrayList<>();
    all.add(() -> writePage(storage, page)); // first, because it takes the longest
    answers.forEach(answer -> all.add(() -> write(storage, folder, answer)));
    try (ParallelMap files = ParallelMap.forCpu()) {
      List<List<String>> pictures = files.each(all, Files::write);
      removeEarlier(storage, folder, pictures.stream().flatMap(List::stream).toList());
    }
    return page;
  }

  private List<String> writePage(HadoopStorage storage, String page) throws IOException {
    storage.create(page, out -> page().writeTo(out));
    return List.of();
  }

  /** Writes the files of a part and returns the names of its images. */
  private List<String> write(HadoopStorage storage, String folder, Answer answer)
      throws IOException {
    String name = answer.part().query().name();
    write(storage, Storage.in(folder, name + ".md"), answer.markdown());
    storage.create(
        Storage.in(folder, name + ".csv"),
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          answer.table().writeCsv(text);
          text.flush();
        });
    List<String> pictures = new ArrayList<>();
    for (Panel panel : answer.panels()) {
      String picture = name + "-" + (pictures.size() + 1) + ".png";
      storage.create(Storage.in(folder, picture), out -> Drawing.writePng(panel, out));
      pictures.add(picture);
    }
    return pictures;
  }

  private static String summary(ResultStore store, ResultQueries queries) throws IOException {
    Table counted =
        queries.read(
            "select count(*) as runs, count(distinct method) as methods, count(distinct seed) as seeds"
                + " from runs");
    TableRow counts = new TableRow(counted.columns(), counted.rows().get(0));
    return "%s: %s runs, %s methods, dense ones included, %s seeds."
        .formatted(store.root(), counts.text("runs"), counts.text("methods"), counts.text("seeds"));
  }

  private static void removeEarlier(HadoopStorage storage, String folder, List<String> pictures)
      throws IOException {
    for (String name : storage.list(folder)) {
      boolean isOurs =
          PARTS.stream().anyMatch(part -> name.matches(part.query().name() + "-\\d+\\.png"));
      if (isOurs && !pictures.contains(name)) {
        storage.delete(Storage.in(folder, name));
      }
    }
  }

  private static void write(Storage storage, String file, String text) throws IOException {
    storage.create(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
