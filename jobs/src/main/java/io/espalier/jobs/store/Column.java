// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.Records;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A column of a table, from a component of a row record.
 *
 * @param name {@code snake_case}
 * @param type of its values
 * @param nullable whether a value can be null
 */
record Column(String name, Type type, boolean nullable) {

  /** The types of columns. */
  enum Type {
    TEXT,
    INT,
    LONG,
    DOUBLE,
    BOOLEAN;

    Schema.Type avro() {
      return switch (this) {
        case TEXT -> Schema.Type.STRING;
        case INT -> Schema.Type.INT;
        case LONG -> Schema.Type.LONG;
        case DOUBLE -> Schema.Type.DOUBLE;
        case BOOLEAN -> Schema.Type.BOOLEAN;
      };
    }

    DataType spark() {
      return switch (this) {
        case TEXT -> DataTypes.StringType;
        case INT -> DataTypes.IntegerType;
        case LONG -> DataTypes.LongType;
        case DOUBLE -> DataTypes.DoubleType;
        case BOOLEAN -> DataTypes.BooleanType;
      };
    }
  }

  private static final Map<Class<?>, Type> REQUIRED =
      Map.of(
          String.class,
          Type.TEXT,
          int.class,
          Type.INT,
          long.class,
          Type.LONG,
          double.class,
          Type.DOUBLE,
          boolean.class,
          Type.BOOLEAN);
  private static final Map<Class<?>, Type> OPTIONAL =
      Map.of(
          String.class,
          Type.TEXT,
          Integer.class,
          Type.INT,
          Long.class,
          Type.LONG,
          Double.class,
          Type.DOUBLE,
          Boolean.class,
          Type.BOOLEAN);

  /**
   * @throws IllegalArgumentException for a type that no column can have, a boxed type that is not
   *     {@link Nullable}, or a primitive that is
   */
  static Column of(RecordComponent component) {
    boolean nullable = component.isAnnotationPresent(Nullable.class);
    Type type = (nullable ? OPTIONAL : REQUIRED).get(component.getType());
    if (type == null) {
      throw new IllegalArgumentException(
          "Invalid column %s.%s: %s, must be a String, int, long, double or boolean, boxed if @Nullable"
              .formatted(
                  component.getDeclaringRecord().getSimpleName(),
                  component.getName(),
                  component.getType().getSimpleName()));
    }
    return new Column(Records.snakeCase(component), type, nullable);
  }
}
