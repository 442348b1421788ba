// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A query of the report, from {@code sql/<name>.sql}. The file starts with comment lines: the first
 * is the title, the others are the description.
 *
 * @param name of the resource and of the output files
 * @param title one line
 * @param description one paragraph
 * @param sql the complete text
 */
public record Query(String name, String title, String description, String sql) {
  private static final String COMMENT = "-- ";

  /**
   * @throws IllegalArgumentException when the resource does not exist or does not start with a
   *     title
   */
  public static Query named(String name) {
    String resource = "/sql/" + name + ".sql";
    try (InputStream in = Query.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("Cannot read report " + name + ": no " + resource);
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource + ": " + e.getMessage(), e);
    }
  }

  static Query parse(String name, String sql) {
    List<String> comments =
        sql.lines()
            .takeWhile(line -> line.startsWith(COMMENT))
            .map(line -> line.substring(COMMENT.length()).strip())
            .toList();
    if (comments.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid report " + name + ": must start with \"" + COMMENT + "<title>\"");
    }
    String description = comments.stream().skip(1).collect(Collectors.joining("\n"));
    return new Query(name, comments.get(0), description, sql);
  }
}
