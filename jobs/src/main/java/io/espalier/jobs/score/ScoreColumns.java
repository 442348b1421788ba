// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.score;

import io.espalier.pruning.score.Answer;
import io.espalier.pruning.score.Guess;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of images and of their scores. */
public final class ScoreColumns {
  /** The column by which scores are partitioned. */
  public static final String TICKET = "ticket";

  /** The name of a column of both. */
  public static final String FILE = "file";

  /** The name of a column of both. */
  public static final String LABEL = "label";

  /** The name of a column of both. */
  public static final String ERROR = "error";

  /** The index of a class, in {@link #IMAGES}. */
  public static final String LABEL_INDEX = "label_index";

  /** The image files of {@link #IMAGES}. */
  public static final String CONTENT = "content";

  /**
   * Images: {@code file}, their name; {@code label}, the name of their class, or its index where no
   * name is a number; {@code label_index}, its index in any case; at least one of the two is null;
   * {@code content}, an image file, or null where it could not be read; {@code error}, why not.
   */
  public static final StructType IMAGES =
      new StructType()
          .add(FILE, DataTypes.StringType, false)
          .add(LABEL, DataTypes.StringType)
          .add(LABEL_INDEX, DataTypes.IntegerType)
          .add(CONTENT, DataTypes.BinaryType)
          .add(ERROR, DataTypes.StringType);

  private static final StructType CLASS =
      new StructType()
          .add("class", DataTypes.StringType, false)
          .add("probability", DataTypes.DoubleType, false);

  /**
   * Scores: {@code file}; {@code label}, the index of the class in this ticket, or null; {@code
   * predicted}, a class index; {@code predicted_class}, its name; {@code probability}; {@code
   * top5}, the most likely classes, the first one first; {@code ticket}, the key of the run; {@code
   * error}, why there is no prediction: one of the two is null.
   */
  public static final StructType SCORES =
      new StructType()
          .add(FILE, DataTypes.StringType, false)
          .add(LABEL, DataTypes.IntegerType)
          .add("predicted", DataTypes.IntegerType)
          .add("predicted_class", DataTypes.StringType)
          .add("probability", DataTypes.DoubleType)
          .add("top5", DataTypes.createArrayType(CLASS, false))
          .add(TICKET, DataTypes.StringType, false)
          .add(ERROR, DataTypes.StringType);

  private ScoreColumns() {}

  /**
   * A row of {@link #SCORES}.
   *
   * @param label class index, or null
   */
  public static Row score(String file, Integer label, String ticket, Answer answer) {
    if (answer instanceof Answer.Prediction prediction) {
      Guess first = prediction.first();
      Row[] best =
          prediction.best().stream()
              .map(guess -> RowFactory.create(guess.name(), guess.probability()))
              .toArray(Row[]::new);
      return RowFactory.create(
          file, label, first.index(), first.name(), first.probability(), best, ticket, null);
    }
    String reason = ((Answer.Unreadable) answer).reason();
    return RowFactory.create(file, label, null, null, null, null, ticket, reason);
  }
}
