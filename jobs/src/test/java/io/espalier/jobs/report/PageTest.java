// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.figure.TrajectoryFigure;
import io.espalier.jobs.query.Query;
import io.espalier.jobs.query.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final Query QUERY =
      new Query("accuracy", "Accuracy < sparsity", "With \"care\" & <b>", "select");
  private static final List<String> COLUMNS =
      List.of("method", "variant", "sparsity", "accuracy", "accuracy_ci95", "difference");

  @Test
  void a_page_loads_no_external_resources() throws IOException {
    String page = page(List.of(answer(rows(3))));

    assertThat(page)
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .doesNotContain("<script", "<link", "<img", "@import", "src=")
        .doesNotContainPattern("url\\((?!#)");
    assertThat(Pattern.compile("https?://[^\"< )]*").matcher(page).results())
        .extracting(found -> found.group())
        .allMatch(name -> name.startsWith("http://www.w3.org/")); // names of vocabularies
  }

  @Test
  void text_of_results_is_escaped() throws IOException {
    List<Object> row = asList("<i>bip</i>", "a&b", 0.2, 0.9, null, null);

    assertThat(page(List.of(answer(List.of(row)))))
        .contains(
            "<h2>Accuracy &lt; sparsity</h2>",
            "<p>With \"care\" &amp; &lt;b&gt;</p>",
            "<td>&lt;i&gt;bip&lt;/i&gt;</td><td>a&amp;b</td>")
        .doesNotContain("<i>");
  }

  @Test
  void numbers_are_formatted_as_in_the_markdown_report() throws IOException {
    List<Object> row = asList("bip", "", 0.2, 0.9123, 0.0102, 0.01);

    assertThat(page(List.of(answer(List.of(row)))))
        .contains(
            "<th class=\"number\">accuracy %</th>",
            "<td class=\"number\">91.23 &plusmn; 1.02</td>");
  }

  @Test
  void parts_without_rows_are_not_shown() throws IOException {
    String page = page(List.of(answer(List.of())));

    assertThat(page).doesNotContain("<h2>").doesNotContain("href=\"#accuracy\"");
  }

  @Test
  void ids_are_unique_across_figures() throws IOException {
    String page = page(List.of(answer(rows(2)), answer(rows(3))));

    assertThat(Pattern.compile("<svg").matcher(page).results()).hasSize(2);
    assertThat(
            Pattern.compile(" id=\"(?!accuracy)([^\"]+)\"")
                .matcher(page)
                .results()
                .map(id -> id.group(1)))
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }

  @Test
  void a_long_table_is_collapsed_and_says_how_many_rows_it_shows() throws IOException {
    String page = page(List.of(answer(rows(301))));

    assertThat(page).contains("<details><summary>The first 300 of 301 rows</summary>");
    assertThat(Pattern.compile("<tr>").matcher(page).results()).hasSize(301); // with the header
  }

  private static String page(List<Answer> answers) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Page.of(List.of("results: 3 runs."), answers).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Answer answer(List<List<Object>> rows) {
    List<String> setting =
        List.of("dataset", "dataset_fingerprint", "model", "structure", "setting", "dense_variant");
    List<String> columns = new ArrayList<>(setting);
    columns.addAll(COLUMNS);
    return Answer.of(
        new ReportPart(QUERY, new TrajectoryFigure(), ReportPart.Audience.EVERYONE),
        new Table(
            columns,
            rows.stream()
                .map(
                    row -> {
                      List<Object> all =
                          new ArrayList<>(
                              List.of("shapes", "f00d", "net", "unstructured", "shapes net", ""));
                      all.addAll(row);
                      return Collections.unmodifiableList(all);
                    })
                .toList()),
        Figures.onThisMachine());
  }

  private static List<List<Object>> rows(int count) {
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      rows.add(asList("bip", "", (row + 1.0) / (count + 1), 0.9, 0.01, 0.0));
    }
    return rows;
  }
}
