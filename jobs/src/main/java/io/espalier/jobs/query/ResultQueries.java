// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.Tables;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.JavaConverters;

/**
 * SQL over results: the views of {@link Tables}, those of {@code sql/views}, {@code
 * winning_tickets} and {@code paper} ({@link Paper}), and the functions {@code mean_ci95} ({@link
 * MeanInterval}), {@code paired_verdict} ({@link PairedVerdict}), {@code ci95} ({@link
 * StudentInterval}), {@code mask_iou} ({@link MaskOverlap}), {@code ticket_distance} ({@link
 * TicketDistances}), {@code friedman_p} and {@code critical_difference} ({@link RankTests}). The
 * time zone is UTC.
 *
 * <p>A view of {@code sql/views} is computed for the first query that names it, and kept. Safe for
 * use by several threads.
 */
public final class ResultQueries {
  private static final List<String> TABLES =
      List.of(
          "runs",
          "epochs",
          "layers",
          "failures",
          "latencies",
          "robustness",
          "sharpness",
          "connectivity");

  /** Queries that are views for other queries; none uses itself, directly or by another. */
  private static final List<String> DERIVED =
      List.of(
          "views/pruned",
          "views/compared",
          "views/cells",
          "views/varied",
          "views/studies",
          "views/corrupted",
          "winning_tickets");

  /** Beginning of SHOW TABLES, which lists the views without naming them. */
  private static final Pattern LISTING = Pattern.compile("(?s)\\s*show\\s+tables\\b.*");

  private static final int MAX_RUNS_PLANNED_SIMPLY = 5_000;
  private static final int MAX_ROWS_IN_MEMORY = 20_000;
  private static final int MAX_CELLS_HASHED = 1_000_000;

  private final SparkSession session;
  private final boolean few;
  private final Set<String> kept = new HashSet<>();

  private ResultQueries(SparkSession session, boolean few) {
    this.session = session;
    this.few = few;
  }

  /** Registers the current results of {@code store}. */
  public static ResultQueries on(SparkSession spark, ResultStore store) throws IOException {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.session.timeZone", "UTC"); // the same answer on every machine
    boolean few = Tables.register(session, store) <= MAX_RUNS_PLANNED_SIMPLY;
    if (few) {
      planSimply(session);
    } else {
      prepareMany(session);
    }
    Paper.register(session);
    MeanInterval.register(session);
    PairedVerdict.register(session);
    StudentInterval.register(session);
    MaskOverlap.register(session);
    RankTests.register(session);
    TicketDistances.register(session);
    return new ResultQueries(session, few);
  }

  /** Computes the views that the query names and that no earlier query has named. */
  private synchronized void keepViewsOf(String sql) {
    String names = sql.toLowerCase(Locale.ROOT);
    for (String query : DERIVED) {
      boolean isNamed = names.contains(view(query)) || LISTING.matcher(names).matches();
      if (isNamed && kept.add(query)) {
        keep(query);
      }
    }
  }

  private void keep(String query) {
    Dataset<Row> rows = frame(Query.named(query).sql());
    if (!few) {
      rows = rows.localCheckpoint(); // nested caching fails in Spark 3.5
    }
    if (few || rows.count() <= MAX_ROWS_IN_MEMORY) { // local rows need no plan
      rows = session.createDataFrame(rows.collectAsList(), rows.schema());
    }
    rows.createOrReplaceTempView(view(query));
  }

  /** The names of all views. */
  static String views() {
    return Stream.of(
            TABLES.stream(), DERIVED.stream().map(ResultQueries::view), Stream.of(Paper.VIEW))
        .flatMap(names -> names)
        .collect(Collectors.joining(", "));
  }

  private static String view(String query) {
    return query.substring(query.lastIndexOf('/') + 1);
  }

  /**
   * Answers a query; reuses the view if the query is also one.
   *
   * @throws IOException when a file of the results cannot be read, in one line
   */
  public Table answer(Query query) throws IOException {
    return read(DERIVED.contains(query.name()) ? "TABLE " + view(query.name()) : query.sql());
  }

  /**
   * Answers SQL.
   *
   * @throws IOException when a file of the results cannot be read, in one line
   */
  public Table read(String sql) throws IOException {
    try {
      return answer(sql);
    } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
      SparkFailure failure = SparkFailure.of(e);
      if (failure.isOfFile()) {
        String line = failure.line();
        throw new IOException(
            line.startsWith("Cannot read ") ? line : "Cannot read the results: " + line, e);
      }
      throw e;
    }
  }

  /**
   * Whether there is a row.
   *
   * @param source a table or view with an optional condition, as SQL after FROM
   * @throws IOException when a file of the results cannot be read, in one line
   */
  public boolean hasRows(String source) throws IOException {
    return !read("SELECT 1 AS found FROM " + source + " LIMIT 1").rows().isEmpty();
  }

  /** The columns of the answer to a query, without rows; runs nothing but the views it names. */
  public Table columnsOf(Query query) {
    keepViewsOf(query.sql());
    return new Table(List.of(session.sql(query.sql()).columns()), List.of());
  }

  public Table answer(String sql) {
    return Table.of(frame(sql));
  }

  /** Plans the query simply if it reads few rows; even many runs can have few cells. */
  private Dataset<Row> frame(String sql) {
    keepViewsOf(sql);
    Dataset<Row> rows = session.sql(sql);
    if (few || !isOfFewRows(rows.queryExecution().analyzed())) {
      return rows;
    }
    SparkSession other = session.cloneSession();
    planSimply(other);
    return other.sql(sql);
  }

  private static boolean isOfFewRows(LogicalPlan plan) {
    return Stream.concat(
            Stream.of(plan), JavaConverters.seqAsJavaList(plan.subqueriesAll()).stream())
        .flatMap(query -> JavaConverters.seqAsJavaList(query.collectLeaves()).stream())
        .allMatch(ResultQueries::hasFewRows);
  }

  private static boolean hasFewRows(LogicalPlan leaf) {
    return leaf instanceof LocalRelation rows
        ? rows.data().size() <= MAX_ROWS_IN_MEMORY
        : leaf instanceof CTERelationRef; // its definition is also among the leaves
  }

  /**
   * Settings for many runs. They avoid sending the rows to the tasks of each query, sorting them by
   * cell, and writing 200 shuffle files per task.
   */
  private static void prepareMany(SparkSession session) {
    session.conf().set("spark.sql.shuffle.partitions", session.sparkContext().defaultParallelism());
    session.table("runs").localCheckpoint().createOrReplaceTempView("runs");
    session
        .conf()
        .set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", MAX_CELLS_HASHED);
  }

  /** Settings for few rows: compiling and re-planning a query takes longer than running it. */
  private static void planSimply(SparkSession session) {
    session.conf().set("spark.sql.codegen.wholeStage", false);
    session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    session.conf().set("spark.sql.adaptive.enabled", false);
    session.conf().set("spark.sql.shuffle.partitions", 1);
  }
}
