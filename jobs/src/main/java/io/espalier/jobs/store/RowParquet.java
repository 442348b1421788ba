package io.espalier.jobs.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetReader;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.avro.AvroReadSupport;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;

/**
 * Rows as Parquet files.
 *
 * @param <T> the row
 */
final class RowParquet<T extends Record> {
  private final RowType<T> type;
  private final Schema schema;

  RowParquet(RowType<T> type) {
    this.type = type;
    this.schema = type.avroSchema();
  }

  /**
   * Writes {@code rows} as one whole file to {@code out}, which stays open.
   *
   * @throws IllegalArgumentException when a row lacks a value that it must have
   */
  void write(List<T> rows, OutputStream out) throws IOException {
    try (ParquetWriter<GenericRecord> writer =
        AvroParquetWriter.<GenericRecord>builder(new StreamOutputFile(out))
            .withSchema(schema)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .build()) {
      for (T row : rows) {
        writer.write(avroRecord(row));
      }
    }
  }

  /**
   * Reads a file's rows. A nullable column that the file does not have is null; one that only the
   * file has is passed over.
   */
  List<T> read(InputFile file) throws IOException {
    Configuration configuration = new Configuration(false);
    AvroReadSupport.setAvroReadSchema(configuration, schema);
    AvroReadSupport.setRequestedProjection(configuration, schema);
    List<T> rows = new ArrayList<>();
    try (ParquetReader<GenericRecord> reader =
        AvroParquetReader.<GenericRecord>builder(file).withConf(configuration).build()) {
      for (GenericRecord row = reader.read(); row != null; row = reader.read()) {
        rows.add(type.row(values(row)));
      }
    }
    return rows;
  }

  private GenericRecord avroRecord(T row) {
    GenericRecord record = new GenericData.Record(schema);
    List<Object> values = type.values(row);
    for (int i = 0; i < values.size(); i++) {
      record.put(i, values.get(i));
    }
    return record;
  }

  private List<Object> values(GenericRecord row) {
    List<Object> values = new ArrayList<>(type.columns().size());
    for (Column column : type.columns()) {
      Object value = row.get(column.name());
      values.add(value instanceof CharSequence text ? text.toString() : value);
    }
    return values;
  }
}
