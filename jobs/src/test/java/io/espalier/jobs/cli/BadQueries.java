// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static io.espalier.jobs.cli.BadValue.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/**
 * Queries that are not valid Spark SQL, have more than one statement or are not read-only, and
 * query files that cannot be read.
 */
final class BadQueries {
  private BadQueries() {}

  private static final Stream<String> WRITES =
      Stream.of(
          "drop table runs",
          "drop view runs",
          "create table t (a int) using parquet",
          "create table t as select * from runs",
          "create temporary view v as select 1",
          "create function f as 'x'",
          "insert into runs values (1)",
          "insert overwrite directory '{}/written' using csv select 1",
          "from runs insert overwrite directory '{}/written' select key",
          "with t as (select 1) insert into runs select * from t",
          "delete from runs",
          "update runs set key = 1",
          "merge into runs using epochs on runs.key = epochs.key when matched then delete",
          "truncate table runs",
          "cache table runs",
          "refresh table runs",
          "add jar x.jar",
          "set spark.sql.ansi.enabled = true",
          "use elsewhere");

  private static final String AT = "Cannot run the query: ";

  static final List<BadValue> ALL =
      Stream.concat(
              WRITES.map(
                  sql ->
                      input(
                          sql,
                          AT,
                          " modifies data or settings; only read-only queries are allowed")),
              Stream.of(
                  input("selec 1", AT, "at or near 'selec'", "line 1 pos 0"),
                  input("select 1; select 2", AT, "extra input 'select'", "line 1 pos 10"),
                  input("select (1", AT, "Syntax error", "line 1"),
                  input("select acuracy from runs", AT, "`acuracy`", "`accuracy`", "line 1 pos 7"),
                  input(
                      "select * from runz",
                      AT,
                      "`runz`",
                      "Known tables: runs, epochs, layers, failures"),
                  input("select nonesuch(1)", AT, "`nonesuch`", "line 1 pos 7"),
                  input("select ci95(1)", AT, "`ci95` requires 2 parameters"),
                  input("select * from parquet.`{}/nowhere`", AT, "Path does not exist"),
                  input("select raise_error('no such thing') from runs", AT + "no such thing"),
                  input("{}/nowhere.sql", "Cannot open {}/nowhere.sql: there is no such file"),
                  input("{}/folder.sql", "Cannot open {}/folder.sql: it is a folder"),
                  input(
                      "{}/file/x.sql",
                      "{}/file/x.sql",
                      "a file is in its path where a folder must be"),
                  input("{}/latin1.sql", "Cannot read {}/latin1.sql: it is not UTF-8 text"),
                  input("{}/wrong.sql", AT, "at or near 'selec'", "line 2 pos 0"),
                  input("none://bucket/x.sql", "Cannot reach none://bucket/x.sql"),
                  input(
                      "select 1 -- a.sql",
                      "Cannot open ",
                      "select 1 -- a.sql: there is no such file")))
          .toList();

  /** Writes the files of {@link #ALL}. */
  static void writeTo(Sandbox sandbox) throws IOException {
    Files.createDirectory(sandbox.at("folder.sql"));
    sandbox.write("latin1.sql", "select 'ä'".getBytes(StandardCharsets.ISO_8859_1));
    sandbox.write("wrong.sql", "-- Wrong\nselec 1");
  }
}
