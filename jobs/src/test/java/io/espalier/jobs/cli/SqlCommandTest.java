// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.Compaction;
import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void results() throws IOException {
    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    SampleRun dense = SampleRun.dense("", 1, 0.91);
    store.write(dense.row(), List.of(), List.of());
    store.write(dense.pruned("bip", "", 0.5, 0.9125).row(), List.of(), List.of());
  }

  @Test
  void the_result_is_a_table_of_all_columns_with_unformatted_values() {
    CommandLineRun run =
        sql(
            "select method, variant, sparsity, mask_uri, method, 'a|b' as `x|y` from runs order by 1");

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    assertThat(run.out())
        .isEqualTo(
            """
            | method | variant | sparsity | mask_uri | method | x\\|y |
            | ------ | ------- | -------: | -------- | ------ | ---- |
            | bip    |         |      0.5 | –        | bip    | a\\|b |
            | dense  |         |      0.0 | –        | dense  | a\\|b |
            """);
  }

  @Test
  void a_result_without_rows_has_its_columns() {
    assertThat(sql("select key, seed from runs where seed = 9").out())
        .isEqualTo("| key | seed |\n| --- | ---- |\n");
  }

  @Test
  void the_csv_format_prints_the_result_as_csv() {
    CommandLineRun run =
        csv("select method, accuracy, mask_uri, method from runs order by accuracy desc");

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    assertThat(run.out())
        .isEqualTo("method,accuracy,mask_uri,method\nbip,0.9125,,bip\ndense,0.91,,dense\n");
  }

  @Test
  void csv_values_of_structs_and_arrays_are_json() {
    assertThat(
            csv("select seed, struct(seed, mask_uri) s, array(1, 2) a, seed from runs limit 1")
                .out())
        .isEqualTo("seed,s,a,seed\n1,\"{\"\"seed\"\":1,\"\"mask_uri\"\":null}\",\"[1,2]\",1\n");
  }

  @Test
  void times_are_in_utc_whatever_the_time_zone_of_the_process() {
    String query =
        """
        select timestamp_millis(started_at) as t, hour(timestamp_millis(started_at)) as h,
          to_date(timestamp_millis(started_at)) as d, struct(timestamp_millis(started_at) as t) as s
        from runs limit 1""";
    TimeZone ours = TimeZone.getDefault();
    try {
      for (String zone : List.of("America/New_York", "Asia/Kolkata")) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertThat(csv(query).out())
            .as(zone)
            .isEqualTo(
                """
                t,h,d,s
                1970-01-01 00:00:01,0,1970-01-01,"{""t"":""1970-01-01T00:00:01.000Z""}"
                """);
      }
    } finally {
      TimeZone.setDefault(ours);
    }
  }

  @Test
  void a_query_can_be_read_from_a_file() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a query.sql"),
            """
            -- How many runs: of all methods.
            -- (Comments may end in sql, too.)

            select count(*) as runs /* all */ from runs; -- see runs.sql
            """);

    assertThat(csv(file.toString()).out()).isEqualTo("runs\n2\n");
    assertThat(csv(file.toUri().toString().replace("%20", " ")).out()).isEqualTo("runs\n2\n");
  }

  @Test
  void the_shipped_query_runs_from_its_file() {
    CommandLineRun run = csv("../docs/slots.sql");

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    assertThat(run.out()).startsWith("runs,slots,seconds,busy_percent,").hasLineCount(2);
  }

  @Test
  void a_query_can_start_with_comments() {
    assertThat(csv("-- Seeds:\n--all of them\nselect distinct seed from runs").out())
        .isEqualTo("seed\n1\n");
    assertThat(csv("/* Seeds */ select distinct seed from runs").out()).isEqualTo("seed\n1\n");
  }

  @Test
  void a_truncated_compacted_file_is_named_in_one_line() throws IOException {
    Path epochs = compactedEpochs();
    byte[] whole = Files.readAllBytes(epochs);
    Files.write(epochs, Arrays.copyOf(whole, whole.length / 2));

    CommandLineRun run = sql("select sum(seconds) from epochs");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith("Cannot read %s (%s bytes): ".formatted(epochs, whole.length / 2))
        .contains("is not a Parquet file")
        .endsWith("; replace it with an intact copy, or delete the file and lose these rows\n");
  }

  @Test
  void a_compacted_file_with_corrupt_content_is_named_in_one_line() throws IOException {
    Path epochs = compactedEpochs();
    byte[] holed = Files.readAllBytes(epochs);
    Arrays.fill(holed, 10, holed.length / 4, (byte) 77);
    Files.write(epochs, holed);

    CommandLineRun run = sql("select sum(seconds), max(key) from epochs");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith(
            "Cannot run the query: Encountered error while reading file file://" + epochs + ". ")
        .doesNotContain("Details")
        .hasSizeGreaterThan(120);
  }

  private Path compactedEpochs() throws IOException {
    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    SampleRun run = SampleRun.dense("", 2, 0.9);
    store.write(
        run.row(),
        IntStream.rangeClosed(1, 200)
            .mapToObj(i -> new EpochRow(run.key(), "train", i, 200, i, 1.0 / i, null, 0.5, 1))
            .toList(),
        List.of());
    Compaction.of(store);
    try (Stream<Path> files = Files.list(folder.resolve("compacted/epochs"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  @Test
  void describe_show_and_explain_are_allowed() {
    assertThat(csv("describe runs").out()).contains("accuracy,double");
    assertThat(sql("show tables").out())
        .contains("runs")
        .contains("failures")
        .contains("winning_tickets");
    assertThat(sql("explain drop table runs").exit()).isEqualTo(0);
  }

  @Test
  void a_result_folder_can_have_special_characters_in_its_name() throws IOException {
    Path odd = folder.resolve("odd [1] {a,b} *? ü%20 # + 10:00 \\ ~");
    new ResultStore(odd.toString(), new Configuration())
        .write(SampleRun.dense("", 7, 0.5).row(), List.of(), List.of());

    CommandLineRun run = CommandLineRun.of("sql", "--out", odd.toString(), "select seed from runs");

    assertThat(run.out()).as(run.err()).endsWith("|    7 |\n");
  }

  private CommandLineRun csv(String query) {
    return CommandLineRun.of("sql", "--format", "csv", "--out", folder.toString(), query);
  }

  private CommandLineRun sql(String query) {
    return CommandLineRun.of("sql", "--out", folder.toString(), query);
  }
}
