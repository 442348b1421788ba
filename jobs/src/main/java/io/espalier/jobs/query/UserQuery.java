// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.pruning.catalog.Display;
import io.espalier.pruning.storage.Reason;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;

/**
 * A query of a user: one read-only statement of Spark SQL.
 *
 * @param sql text of the statement
 */
public record UserQuery(String sql) {
  private static final String FILE = ".sql";

  /**
   * Parses the query without a session, so that an invalid query starts none.
   *
   * @throws InvalidQuery when the text is not valid SQL, or modifies data
   */
  public UserQuery {
    if (!reads(parsed(sql))) {
      throw new InvalidQuery(
          "%s modifies data or settings; only read-only queries are allowed, as in select * from runs"
              .formatted(Display.value(sql)),
          null);
    }
  }

  /**
   * Creates a query from a command-line argument: its text, or the location of a file, which ends
   * in {@code .sql}.
   *
   * @throws IOException when the file does not exist or is not UTF-8 text
   * @throws InvalidQuery when the text is not valid SQL, or modifies data
   */
  public static UserQuery given(String textOrFile, Storage files) throws IOException {
    return new UserQuery(textOrFile.endsWith(FILE) ? text(textOrFile, files) : textOrFile);
  }

  private static String text(String file, Storage files) throws IOException {
    try (InputStream in = files.open(file)) {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(in.readAllBytes())).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("Cannot read %s: %s".formatted(file, Reason.of(e)), e);
    }
  }

  /**
   * Writes the complete result, with a header of column names.
   *
   * @throws InvalidQuery when Spark rejects the query
   */
  public void answer(ResultQueries results, AnswerFormat format, Appendable out)
      throws IOException {
    format.write(answer(results), out);
  }

  /**
   * The complete result.
   *
   * @throws InvalidQuery when Spark rejects the query
   */
  Table answer(ResultQueries results) {
    try {
      return results.answer(sql);
    } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
      throw unanswered(e);
    }
  }

  private static LogicalPlan parsed(String sql) {
    try {
      return new SparkSqlParser().parsePlan(sql);
    } catch (Exception e) { // Spark throws checked exceptions that Scala does not declare
      throw unanswered(e);
    }
  }

  /** Converts an exception of Spark to one line. */
  static InvalidQuery unanswered(Exception thrown) {
    String reason = SparkFailure.of(thrown).line();
    boolean isOfNoTable = reason.startsWith("[TABLE_OR_VIEW_NOT_FOUND]");
    return new InvalidQuery(
        reason + (isOfNoTable ? " Known tables: " + ResultQueries.views() : ""), thrown);
  }

  private static boolean reads(LogicalPlan plan) {
    return isShow(plan) || !plan.exists(UserQuery::acts);
  }

  /** Commands that only show metadata. */
  private static boolean isShow(LogicalPlan plan) {
    return plan instanceof DescribeRelation
        || plan instanceof DescribeQueryCommand
        || plan instanceof DescribeFunction
        || plan instanceof ShowTables
        || plan instanceof ShowColumns
        || plan instanceof ShowFunctions
        || plan instanceof ExplainCommand;
  }

  private static Object acts(LogicalPlan part) {
    return part instanceof Command
        || part instanceof ParsedStatement
        || part instanceof InsertIntoDir;
  }
}
