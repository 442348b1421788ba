package io.espalier.jobs.query;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.Tables;
import java.io.IOException;
import java.util.List;
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
 * Results in SQL: the views of {@link Tables}, those of {@code sql/views}, {@code winning_tickets}
 * and {@code paper} ({@link Paper}), and the functions {@code mean_ci95} ({@link MeanInterval}),
 * {@code paired_verdict} ({@link PairedVerdict}), {@code ci95} ({@link StudentInterval}) and {@code
 * mask_iou} ({@link MaskOverlap}).
 */
public final class ResultQueries {
  private static final List<String> TABLES = List.of("runs", "epochs", "layers", "failures");

  /** Queries that are views for others: each is over those before it. */
  private static final List<String> DERIVED =
      List.of(
          "views/pruned",
          "views/compared",
          "views/cells",
          "views/varied",
          "views/studies",
          "winning_tickets");

  private static final int FEW_RUNS = 5_000;
  private static final int FEW_ROWS = 20_000;
  private static final int MANY_CELLS = 1_000_000;

  private final SparkSession session;
  private final boolean few;

  private ResultQueries(SparkSession session, boolean few) {
    this.session = session;
    this.few = few;
  }

  /** On the results that {@code store} has now. */
  public static ResultQueries on(SparkSession spark, ResultStore store) throws IOException {
    SparkSession session = spark.newSession();
    boolean few = Tables.register(session, store) <= FEW_RUNS;
    if (few) {
      planLittle(session);
    } else {
      keepMany(session);
    }
    Paper.register(session);
    MeanInterval.register(session);
    PairedVerdict.register(session);
    StudentInterval.register(session);
    MaskOverlap.register(session);
    ResultQueries queries = new ResultQueries(session, few);
    DERIVED.forEach(queries::define);
    return queries;
  }

  /** For who asks more than one question: several ask for the same views, which are kept. */
  public ResultQueries keepingViews() {
    DERIVED.forEach(this::keep); // in order, for a view stays on what its names meant at the time
    return this;
  }

  private void define(String query) {
    session.sql(Query.named(query).sql()).createOrReplaceTempView(view(query));
  }

  private void keep(String query) {
    Dataset<Row> rows = asked(Query.named(query).sql());
    if (!few) {
      rows = rows.localCheckpoint(); // a cached one inside another confuses Spark 3.5
    }
    if (few || rows.count() <= FEW_ROWS) { // as rows, which need no plan
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

  /** What is a view for others, too, is not asked twice. */
  public Table answer(Query query) {
    return answer(DERIVED.contains(query.name()) ? "TABLE " + view(query.name()) : query.sql());
  }

  public Table answer(String sql) {
    return Table.of(asked(sql));
  }

  /** Many runs may have few cells. */
  private Dataset<Row> asked(String sql) {
    Dataset<Row> rows = session.sql(sql);
    if (few || !isOfFewRows(rows.queryExecution().analyzed())) {
      return rows;
    }
    SparkSession other = session.cloneSession();
    planLittle(other);
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
        ? rows.data().size() <= FEW_ROWS
        : leaf instanceof CTERelationRef; // what it refers to is a leaf, too
  }

  /**
   * Of many, it takes longest to hand their rows to each query's tasks, to sort them by cell, and
   * to write them to Spark's 200 files a task.
   */
  private static void keepMany(SparkSession session) {
    session.conf().set("spark.sql.shuffle.partitions", session.sparkContext().defaultParallelism());
    session.table("runs").localCheckpoint().createOrReplaceTempView("runs");
    session.conf().set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", MANY_CELLS);
  }

  /** Of few rows, to compile and to re-plan a query takes longer than to answer it. */
  private static void planLittle(SparkSession session) {
    session.conf().set("spark.sql.codegen.wholeStage", false);
    session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    session.conf().set("spark.sql.adaptive.enabled", false);
    session.conf().set("spark.sql.shuffle.partitions", 1);
  }
}
