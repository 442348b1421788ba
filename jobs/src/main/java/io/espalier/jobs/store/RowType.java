// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import io.espalier.pruning.catalog.InvalidSettings;
import io.espalier.pruning.catalog.Records;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a record type: one for each component, in order. A component that is itself a
 * record contributes its own columns.
 *
 * @param <T> the row
 */
final class RowType<T extends Record> {
  private final Class<T> type;
  private final List<Column> columns;

  /**
   * @throws IllegalArgumentException when a component cannot be a column, or two have the same name
   */
  RowType(Class<T> type) {
    this.type = type;
    List<Column> found = new ArrayList<>();
    addColumns(type, found);
    Set<String> names = new HashSet<>();
    for (Column column : found) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "Invalid row " + type.getSimpleName() + ": duplicate column " + column.name());
      }
    }
    this.columns = List.copyOf(found);
  }

  /** All columns, from left to right. */
  List<Column> columns() {
    return columns;
  }

  /** The columns as an Avro record; nullable ones are unions with null, and null by default. */
  Schema avroSchema() {
    return Schema.createRecord(
        type.getSimpleName(),
        null,
        "io.espalier",
        false,
        columns.stream().map(RowType::field).toList());
  }

  /** The columns as Spark reads them: any may be null, since an older file may lack it. */
  StructType sparkSchema() {
    StructType schema = new StructType();
    for (Column column : columns) {
      schema = schema.add(column.name(), column.type().spark(), true);
    }
    return schema;
  }

  /**
   * The values of one row, in the order of {@link #columns}.
   *
   * @throws IllegalArgumentException when one is missing that must not be
   */
  List<Object> values(T row) {
    List<Object> values = new ArrayList<>(columns.size());
    addValues(row, values);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null && !columns.get(i).nullable()) {
        throw new IllegalArgumentException(
            "Invalid %s: %s is null, must have a value"
                .formatted(type.getSimpleName(), columns.get(i).name()));
      }
    }
    return values;
  }

  /** The row with these values, in the order of {@link #columns}. */
  T row(List<?> values) {
    return construct(type, values.iterator());
  }

  private static Schema.Field field(Column column) {
    Schema plain = Schema.create(column.type().avro());
    return column.nullable()
        ? new Schema.Field(
            column.name(),
            Schema.createUnion(Schema.create(Schema.Type.NULL), plain),
            null,
            Schema.Field.NULL_DEFAULT_VALUE)
        : new Schema.Field(column.name(), plain);
  }

  private static void addColumns(Class<?> type, List<Column> columns) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getType().isRecord()) {
        addColumns(component.getType(), columns);
      } else {
        columns.add(Column.of(component));
      }
    }
  }

  private static void addValues(Record record, List<Object> values) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = Records.value(component, record);
      if (value instanceof Record part) {
        addValues(part, values);
      } else {
        values.add(value);
      }
    }
  }

  private static <R extends Record> R construct(Class<R> type, Iterator<?> values) {
    Object[] arguments =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .map(
                part ->
                    part.isRecord()
                        ? construct(part.asSubclass(Record.class), values)
                        : values.next())
            .toArray();
    try {
      return Records.of(type, arguments);
    } catch (InvalidSettings e) {
      throw new IllegalArgumentException(
          "Cannot read a " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }
}
