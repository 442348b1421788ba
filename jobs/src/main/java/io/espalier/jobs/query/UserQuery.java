package io.espalier.jobs.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.pruning.catalog.Display;
import io.espalier.pruning.storage.Reason;
import io.espalier.pruning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
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
 * A question of a user's own: one statement of Spark SQL that reads.
 *
 * @param sql its text
 */
public record UserQuery(String sql) {
  private static final String FILE = ".sql";

  /** How Spark begins to tell of a file of a table that it cannot read. */
  private static final String READING = "Encountered error while reading file ";

  /**
   * Parsed without a session, so that nothing is begun for a query that makes no sense.
   *
   * @throws InvalidQuery when it is no SQL, or would change anything
   */
  public UserQuery {
    if (!reads(parsed(sql))) {
      throw new InvalidQuery(
          "%s would change what is there, must be a query that only reads, as in select * from runs"
              .formatted(Display.value(sql)),
          null);
    }
  }

  /**
   * A query as it is given on a command line: its text, or the location of a file that has it,
   * which ends in {@code .sql}.
   *
   * @throws IOException when there is no such file, or it is no UTF-8 text
   * @throws InvalidQuery when it is no SQL, or would change anything
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
   * Writes its answer, whole, below its columns' names.
   *
   * @throws InvalidQuery when it has none
   */
  public void answer(ResultQueries results, AnswerFormat format, Appendable out)
      throws IOException {
    Table answer;
    try {
      answer = results.answer(sql);
    } catch (Exception e) { // checked ones, too, but Scala declares nothing
      throw unanswered(e);
    }
    format.write(answer, out);
  }

  private static LogicalPlan parsed(String sql) {
    try {
      return new SparkSqlParser().parsePlan(sql);
    } catch (Exception e) { // checked ones, too, but Scala declares nothing
      throw unanswered(e);
    }
  }

  /** What Spark makes of a query that it cannot answer, told in one line. */
  static InvalidQuery unanswered(Exception thrown) {
    List<Throwable> causes =
        Stream.iterate((Throwable) thrown, Objects::nonNull, Throwable::getCause).toList();
    String reason = firstLine(causes.get(causes.size() - 1));
    // A decoder knows what is wrong with a file, and not with which.
    String where =
        causes.stream()
            .map(UserQuery::firstLine)
            .filter(line -> line.startsWith(READING))
            .findFirst()
            .map(line -> line.replace(" Details:", "") + " ")
            .orElse("");
    boolean isOfNoTable = reason.startsWith("[TABLE_OR_VIEW_NOT_FOUND]");
    return new InvalidQuery(
        where + reason + (isOfNoTable ? " Known: " + ResultQueries.views() : ""), thrown);
  }

  private static String firstLine(Throwable thrown) {
    String message =
        thrown instanceof AnalysisException invalid
            ? invalid.getSimpleMessage()
            : thrown.getMessage();
    return message == null ? thrown.toString() : message.lines().findFirst().orElse("");
  }

  private static boolean reads(LogicalPlan plan) {
    return isLook(plan) || !plan.exists(UserQuery::acts);
  }

  /** Commands that only tell what is there. */
  private static boolean isLook(LogicalPlan plan) {
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
