package io.espalier.jobs.report;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.Tables;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * Results in SQL: the views of {@link Tables}, and the functions {@code ci95} ({@link
 * StudentInterval}) and {@code mask_iou} ({@link MaskOverlap}).
 */
public final class ResultQueries {
  private final SparkSession session;

  private ResultQueries(SparkSession session) {
    this.session = session;
  }

  /** On the results that {@code store} has now. */
  public static ResultQueries on(SparkSession spark, ResultStore store) throws IOException {
    SparkSession session = forSmallTables(spark);
    Tables.register(session, store);
    StudentInterval.register(session);
    MaskOverlap.register(session);
    return new ResultQueries(session);
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

  /** Result tables are small: to compile and to re-plan a query takes longer than to answer it. */
  private static SparkSession forSmallTables(SparkSession spark) {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.codegen.wholeStage", false);
    session.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    session.conf().set("spark.sql.adaptive.enabled", false);
    session.conf().set("spark.sql.shuffle.partitions", 1);
    return session;
  }
}
