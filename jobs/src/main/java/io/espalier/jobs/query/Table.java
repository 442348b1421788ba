// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The result of a query.
 *
 * @param columns names of the columns, in {@code snake_case}
 * @param rows strings, numbers and nulls, one for each column
 */
public record Table(List<String> columns, List<List<Object>> rows) {
  private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Collects a result; structs, arrays and maps become JSON. Times become text here, in the time
   * zone of the session: Java's would have that of the process.
   */
  static Table of(Dataset<Row> answer) {
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : flat(answer).collectAsList()) {
      List<Object> values = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        values.add(row.get(i));
      }
      rows.add(Collections.unmodifiableList(values));
    }
    return new Table(Arrays.asList(answer.columns()), rows);
  }

  private static Dataset<Row> flat(Dataset<Row> answer) {
    DataType[] types =
        Arrays.stream(answer.schema().fields()).map(StructField::dataType).toArray(DataType[]::new);
    if (Arrays.stream(types).noneMatch(type -> hasParts(type) || isTime(type))) {
      return answer;
    }
    // By index, because two columns can have the same name.
    String[] places =
        IntStream.range(0, types.length).mapToObj(String::valueOf).toArray(String[]::new);
    Dataset<Row> placed = answer.toDF(places);
    return placed
        .select(
            IntStream.range(0, types.length)
                .mapToObj(i -> flat(placed.col(places[i]), types[i]))
                .toArray(Column[]::new))
        .toDF(answer.columns());
  }

  private static Column flat(Column column, DataType type) {
    if (hasParts(type)) {
      return json(column);
    }
    return isTime(type) ? column.cast(DataTypes.StringType) : column;
  }

  private static Column json(Column nested) {
    return functions.to_json(nested, Map.of("ignoreNullFields", "false"));
  }

  private static boolean hasParts(DataType type) {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }

  private static boolean isTime(DataType type) {
    return type.sameType(DataTypes.TimestampType) || type.sameType(DataTypes.DateType);
  }

  /** The values of a column, in the order of rows. */
  public List<Object> values(String column) {
    int index = columns.indexOf(column);
    return rows.stream().map(row -> row.get(index)).collect(Collectors.toList());
  }

  /** Whether all rows have the same value of {@code column}, neither null nor empty. */
  public boolean isConstant(String column) {
    if (!columns.contains(column) || isBlank(column)) {
      return false;
    }
    return values(column).stream().distinct().count() == 1;
  }

  /** Whether {@code column} is null or empty in every row. */
  public boolean isBlank(String column) {
    return values(column).stream().allMatch(value -> value == null || value.equals(""));
  }

  /** The first {@code most} rows, or all. */
  public Table first(int most) {
    return rows.size() <= most ? this : new Table(columns, rows.subList(0, most));
  }

  /** The same rows without the columns {@code left}. */
  public Table without(List<String> left) {
    List<String> others = columns.stream().filter(column -> !left.contains(column)).toList();
    int[] kept = others.stream().mapToInt(columns::indexOf).toArray();
    return new Table(others, rows.stream().map(row -> picked(row, kept)).toList());
  }

  /**
   * Groups rows by the columns {@code by} into tables without these columns, in the order of their
   * first rows.
   */
  Map<Map<String, Object>, Table> split(List<String> by) {
    int[] places = by.stream().mapToInt(columns::indexOf).toArray();
    Map<List<Object>, List<List<Object>>> groups = new LinkedHashMap<>();
    for (List<Object> row : rows) {
      groups.computeIfAbsent(picked(row, places), group -> new ArrayList<>()).add(row);
    }
    Map<Map<String, Object>, Table> tables = new LinkedHashMap<>();
    groups.forEach(
        (group, members) -> {
          Map<String, Object> shared = new HashMap<>();
          by.forEach(column -> shared.put(column, group.get(by.indexOf(column))));
          tables.put(shared, new Table(columns, members).without(by));
        });
    return tables;
  }

  private static List<Object> picked(List<Object> row, int[] places) {
    List<Object> picked = new ArrayList<>(places.length);
    for (int place : places) {
      picked.add(row.get(place));
    }
    return Collections.unmodifiableList(picked);
  }

  /** Writes all columns with unrounded numbers; null is an empty field. */
  public void writeCsv(Appendable out) throws IOException {
    CSVPrinter csv = new CSVPrinter(out, CSV);
    csv.printRecord(columns);
    csv.printRecords(rows);
    csv.flush();
  }
}
