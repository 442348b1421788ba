package io.espalier.jobs.report;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.Tables;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Results in SQL: the views of {@link Tables} and those of {@code sql/views}, and the functions
 * {@code mean_ci95} ({@link MeanInterval}), {@code paired_verdict} ({@link PairedVerdict}), {@code
 * ci95} ({@link StudentInterval}) and {@code mask_iou} ({@link MaskOverlap}).
 */
public final class ResultQueries {
  private static final List<String> TABLES = List.of("runs", "epochs", "layers", "failures");

  /** Views that are queries themselves, each over those before it. */
  private static final List<String> DERIVED = List.of("pruned", "compared");

  /** More runs than a table that is better answered than planned has. */
  private static final long FEW = 5_000;

  private final SparkSession session;

  private ResultQueries(SparkSession session) {
    this.session = session;
  }

  /** On the results that {@code store} has now. */
  public static ResultQueries on(SparkSession spark, ResultStore store) throws IOException {
    SparkSession session = spark.newSession();
    Tables.register(session, store);
    MeanInterval.register(session);
    PairedVerdict.register(session);
    StudentInterval.register(session);
    MaskOverlap.register(session);
    boolean few = session.table("runs").count() <= FEW;
    if (few) {
      planLittle(session);
    }
    for (String view : DERIVED) {
      session.sql(Query.named("views/" + view).sql()).createOrReplaceTempView(view);
      if (!few) {
        session.catalog().cacheTable(view);
      }
    }
    return new ResultQueries(session);
  }

  /** The names of all views. */
  static String views() {
    return Stream.of(TABLES, DERIVED).flatMap(List::stream).collect(Collectors.joining(", "));
  }

  Table answer(String sql) {
    return Table.of(session.sql(sql));
  }

  /**
   * Writes an answer's rows as CSV below a line of their columns' names; null is an empty field.
   *
   * @throws InvalidQuery when the query has no answer
   */
  public void writeCsv(UserQuery query, Appendable out) throws IOException {
    Table answer;
    try {
      answer = answer(query.sql());
    } catch (Exception e) { // checked ones, too, but Scala declares nothing
      throw UserQuery.unanswered(e);
    }
    answer.writeCsv(out);
  }

  /** Of few runs, to compile and to re-plan a query takes longer than to answer it. */
  private static void planLittle(SparkSession session) {
    session.conf().set("spark.sql.codegen.wholeStage", false);
    session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    session.conf().set("spark.sql.adaptive.enabled", false);
    session.conf().set("spark.sql.shuffle.partitions", 1);
  }
}
