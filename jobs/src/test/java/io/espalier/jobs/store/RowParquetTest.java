// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.avro.AvroParquetWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowParquetTest {
  @TempDir Path folder;

  record Older(String key, int count) {}

  record Newer(String key, @Nullable Double added, int count, @Nullable String alsoAdded) {}

  record Shortened(int count) {}

  @Test
  void every_row_type_reads_back_as_written() throws IOException {
    RunRow run = SampleRun.dense("", 1, 0.9).pruned("imp", "epochs=80", 0.2, 0.91).row();
    assertRoundTrip(RunRow.class, List.of(run, SampleRun.dense("", 2, 1).row()));
    assertRoundTrip(
        EpochRow.class,
        List.of(
            new EpochRow("k", "train", 1, 2, 1.5, 2.3, null, null, 10.25),
            new EpochRow("k", "train", 2, 2, 3, 1.9, 2.0, 0.5, 10.5)));
    assertRoundTrip(
        LayerRow.class,
        List.of(
            new LayerRow("k", 0, "stem", "16x3x3x3", 432, 0, null, null),
            new LayerRow("k", 1, "conv", "16x16x3x3", 2304, 40, 0.25, "[[0,0.0],[23,1.5]]")));
    assertRoundTrip(
        FailureRow.class,
        List.of(new FailureRow(run.identity(), 3, "LOST", "no end", null, null, 17)));
  }

  /** A full disk can be noticed anywhere, up to the last byte of the footer. */
  @Test
  void a_stream_that_fails_anywhere_throws_its_own_exception() throws IOException {
    RowParquet<Older> parquet = new RowParquet<>(new RowType<>(Older.class));
    List<Older> rows = List.of(new Older("k", 1));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parquet.write(rows, whole);
    for (int room = 0; room < whole.size(); room++) {
      int left = room;
      IOException full = new IOException("No space left on device");
      assertThatThrownBy(() -> parquet.write(rows, new Full(left, full))).isSameAs(full);
    }
  }

  /** A stream with room for some bytes. */
  private static final class Full extends OutputStream {
    private final IOException thrown;
    private int room;

    Full(int room, IOException thrown) {
      this.room = room;
      this.thrown = thrown;
    }

    @Override
    public void write(int one) throws IOException {
      if (room-- <= 0) {
        throw thrown;
      }
    }
  }

  @Test
  void a_file_without_rows_reads_back() throws IOException {
    assertRoundTrip(LayerRow.class, List.of());
  }

  @Test
  void many_rows_keep_their_order() throws IOException {
    List<Older> rows = IntStream.range(0, 50_000).mapToObj(i -> new Older("k" + i, i)).toList();

    assertRoundTrip(Older.class, rows);
  }

  @Test
  void a_column_that_an_older_file_lacks_is_null() throws IOException {
    write(Older.class, List.of(new Older("k", 7)));

    assertThat(read(Newer.class)).containsExactly(new Newer("k", null, 7, null));
  }

  @Test
  void a_column_that_only_a_newer_file_has_is_ignored() throws IOException {
    write(Newer.class, List.of(new Newer("k", 1.0, 7, "x")));

    assertThat(read(Shortened.class)).containsExactly(new Shortened(7));
  }

  @Test
  void the_output_stream_is_not_closed() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    OutputStream out =
        new FilterOutputStream(OutputStream.nullOutputStream()) {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    new RowParquet<>(new RowType<>(Older.class)).write(List.of(new Older("k", 1)), out);

    assertThat(closed).isFalse();
  }

  @Test
  void a_row_of_version_1_has_no_groups() throws IOException {
    RowType<RunRow> type = new RowType<>(RunRow.class);
    RunRow row = SampleRun.dense("", 1, 0.9).row();
    List<String> younger = List.of("groups", "groups_kept");
    Schema now = type.avroSchema();
    Schema then =
        Schema.createRecord(
            now.getName(),
            null,
            now.getNamespace(),
            false,
            now.getFields().stream()
                .filter(field -> !younger.contains(field.name()))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList());
    GenericRecord old = new GenericData.Record(then);
    List<Object> values = type.values(row);
    for (Schema.Field field : then.getFields()) {
      old.put(field.pos(), values.get(now.getField(field.name()).pos()));
    }
    old.put("schema_version", 1);
    try (OutputStream out = Files.newOutputStream(folder.resolve("rows"));
        ParquetWriter<GenericRecord> writer =
            AvroParquetWriter.<GenericRecord>builder(new StreamOutputFile(out))
                .withSchema(then)
                .build()) {
      writer.write(old);
    }

    assertThat(read(RunRow.class))
        .singleElement()
        .satisfies(
            read -> {
              assertThat(read.schemaVersion()).isEqualTo(1);
              assertThat(read.result().groups()).isNull();
              assertThat(read.identity()).isEqualTo(row.identity());
              assertThat(read.cost()).isEqualTo(row.cost());
            });
  }

  @Test
  void a_null_in_a_required_column_is_rejected() {
    assertThatThrownBy(() -> write(Older.class, List.of(new Older(null, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid Older: key is null, must have a value");
  }

  private <T extends Record> void assertRoundTrip(Class<T> type, List<T> rows) throws IOException {
    write(type, rows);
    assertThat(read(type)).isEqualTo(rows);
  }

  private <T extends Record> void write(Class<T> type, List<T> rows) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("rows"))) {
      new RowParquet<>(new RowType<>(type)).write(rows, out);
    }
  }

  private <T extends Record> List<T> read(Class<T> type) throws IOException {
    var path = new org.apache.hadoop.fs.Path(folder.toUri().toString(), "rows");
    RowType<T> rows = new RowType<>(type);
    return new RowParquet<>(rows)
        .values(HadoopInputFile.fromPath(path, new Configuration())).stream()
            .map(rows::row)
            .toList();
  }
}
