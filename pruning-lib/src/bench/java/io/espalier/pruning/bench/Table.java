// SPDX-License-Identifier: Apache-2.0
package io.espalier.pruning.bench;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows under a title, aligned: the first column to the left, all others to the right. */
record Table(String title, List<Row> rows) {

  @Override
  public String toString() {
    List<List<String>> lines =
        Stream.concat(Stream.of(Row.HEAD), rows.stream().map(Row::cells)).toList();
    int[] widths =
        IntStream.range(0, Row.HEAD.size())
            .map(column -> lines.stream().mapToInt(l -> l.get(column).length()).max().orElse(0))
            .toArray();
    return lines.stream()
        .map(
            line ->
                IntStream.range(0, widths.length)
                    .mapToObj(
                        column ->
                            ("%" + (column == 0 ? "-" : "") + widths[column] + "s")
                                .formatted(line.get(column)))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .collect(Collectors.joining("\n", title + "\n", "\n"));
  }
}
