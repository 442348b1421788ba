// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;

/**
 * Rows as Parquet files.
 *
 * @param <T> type of the rows
 */
final class RowParquet<T extends Record> {
  /**
   * Defaults of Parquet: parsing the Hadoop configuration for each file takes ten times as long.
   */
  private static final Configuration NO_FILES = new Configuration(false);

  private final RowType<T> type;
  private final Schema schema;

  RowParquet(RowType<T> type) {
    this.type = type;
    this.schema = type.avroSchema();
  }

  /** Receives the values of rows, in the order of the type's columns. */
  @FunctionalInterface
  interface RowSink {
    void write(List<?> values) throws IOException;
  }

  /** Writes rows to a sink. */
  @FunctionalInterface
  interface RowSource {
    void writeTo(RowSink sink) throws IOException;
  }

  /**
   * Writes {@code rows} as one complete file to {@code out}, which stays open.
   *
   * @throws IllegalArgumentException when a row has no value for a column that is not nullable
   */
  void write(List<T> rows, OutputStream out) throws IOException {
    write(
        sink -> {
          for (T row : rows) {
            sink.write(type.values(row));
          }
        },
        out);
  }

  /** Writes the values of many rows as one complete file to {@code out}, which stays open. */
  void write(RowSource rows, OutputStream out) throws IOException {
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(new StreamOutputFile(out))
            .withConf(NO_FILES)
            .withSchema(schema)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      rows.writeTo(values -> writer.write(avroRecord(values)));
    } catch (IOException e) {
      throw ofStream(e);
    }
  }

  /**
   * The exception of the stream. Parquet wraps it in others, one of which has the whole footer as
   * its message.
   */
  private static IOException ofStream(IOException thrown) {
    IOException innermost = thrown;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        innermost = io;
      }
    }
    return innermost;
  }

  /**
   * Reads the values of the rows of a file, in the order of the columns of the type. Nullable
   * columns that the file lacks are null; unknown columns are ignored.
   */
  List<List<Object>> values(InputFile file) throws IOException {
    Configuration configuration = new Configuration(NO_FILES);
    AvroReadSupport.setAvroReadSchema(configuration, schema);
    AvroReadSupport.setRequestedProjection(configuration, schema);
    List<List<Object>> rows = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(file).withConf(configuration).build()) {
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        rows.add(values(row, texts));
      }
    }
    return rows;
  }

  /** The columns of a file that are not columns of the type. */
  Set<String> unknownColumns(InputFile file) throws IOException {
    Set<String> columns = new TreeSet<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(file, HadoopReadOptions.builder(NO_FILES).build())) {
      reader
          .getFileMetaData()
          .getSchema()
          .getFields()
          .forEach(field -> columns.add(field.getName()));
    }
    type.columns().forEach(column -> columns.remove(column.name()));
    return columns;
  }

  private GenericRecord avroRecord(List<?> values) {
    GenericRecord record = new GenericData.Record(schema);
    for (int i = 0; i < values.size(); i++) {
      record.put(i, values.get(i));
    }
    return record;
  }

  /**
   * @param texts strings read so far, shared because most columns have few distinct values
   */
  private List<Object> values(GenericRecord row, Map<String, String> texts) {
    List<Object> values = new ArrayList<>(type.columns().size());
    for (int i = 0; i < type.columns().size(); i++) {
      Object value = row.get(i);
      values.add(
          value instanceof CharSequence text
              ? texts.computeIfAbsent(text.toString(), known -> known)
              : value);
    }
    return values;
  }
}
