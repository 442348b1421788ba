// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.store.Compaction;
import io.espalier.jobs.store.FailureRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReportTest {
  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense = SampleRun.dense("epochs=20", 1, 0.9);
  private final SampleRun bip = dense.pruned("bip", "", 0.5, 0.91).costing(8, 20);

  @Test
  void the_report_of_a_folder_without_results_says_so() throws IOException {
    assertThat(Report.of(bench.spark(), bench.store()).markdown()).isEqualTo("No results yet.\n");
  }

  /** As when the driver of another sweep compacts while a report is made. */
  @Test
  void results_that_are_compacted_after_they_were_listed_are_read_all_the_same()
      throws IOException {
    bench.write(dense, bip);
    AtomicInteger listings = new AtomicInteger();

    Report report =
        Report.of(
            () -> {
              ResultQueries listed = ResultQueries.on(bench.spark(), bench.store());
              if (listings.incrementAndGet() == 1) {
                Compaction.of(bench.store());
              }
              return listed;
            },
            bench.store());

    assertThat(report.markdown()).contains("| bip ");
    assertThat(listings).hasValue(2);
  }

  @Test
  void files_that_are_gone_are_told_by_every_kind_of_question() throws IOException {
    bench.write(dense, bip);
    ResultQueries listed = ResultQueries.on(bench.spark(), bench.store());
    Compaction.of(bench.store());

    assertThatThrownBy(() -> listed.hasRows("epochs WHERE epoch = 1"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read the results: ");
    assertThatThrownBy(() -> listed.read("SELECT count(*) FROM layers WHERE layer = 1"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void parts_with_rows_are_shown_in_order_with_one_section_per_setting() throws IOException {
    bench.write(dense, bip, dense.pruned("imp", "epochs=6", 0.5, 0.895).costing(12, 30));

    String markdown = Report.of(bench.spark(), bench.store()).markdown();

    assertThat(markdown.lines().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## Sparsest winning tickets", "## Accuracy by sparsity", "## Speedup over IMP");
    assertThat(markdown)
        .contains("### shapes resnet20s, unstructured, dense epochs=20, data f00d\n")
        .contains(
"""
| method | variant  | sparsity % | accuracy % | dense accuracy % | difference % | seeds | verdict \
  | paired verdict |
| ------ | -------- | ---------: | ---------: | ---------------: | -----------: | ----: | ---------\
 | -------------- |
| bip    |          |      50.00 |      91.00 |            90.00 |         1.00 |     1 | undecided\
 | undecided      |
| imp    | epochs=6 |          – |          – |            90.00 |            – |     1 | undecided\
 | undecided      |
""")
        .contains(
"""
All rows: imp variant epochs=6, device kind cpu, threads 1.

| method | sparsity % | passes speedup | seconds speedup | imp passes | passes | imp seconds |\
 method seconds | imp seeds | seeds |
| ------ | ---------: | -------------: | --------------: | ---------: | -----: | ----------: |\
 -------------: | --------: | ----: |
| bip    |      50.00 |          1.50× |           1.50× |         12 |      8 |          30 |\
             20 |         1 |     1 |
""");
    assertThat(markdown.lines()).allMatch(line -> line.length() <= 140);
  }

  @Test
  void circumstances_that_differ_are_shown_in_each_row() throws IOException {
    bench.write(
        dense,
        bip,
        dense.pruned("imp", "epochs=80", 0.5, 0.9).costing(16, 40),
        dense.pruned("imp", "", 0.5, 0.9).costing(16, 40).on("gpu", 1));

    assertThat(Report.of(bench.spark(), bench.store()).markdown())
        .doesNotContain("All rows: ")
        .contains(
"""
| imp variant | method | sparsity % | passes speedup | seconds speedup | device kind | threads |\
 imp passes | passes | imp seconds | method seconds | imp seeds | seeds |
| ----------- | ------ | ---------: | -------------: | --------------: | ----------- | ------: |\
 ---------: | -----: | ----------: | -------------: | --------: | ----: |
|             | bip    |      50.00 |          2.00× |               – | –           |       – |\
         16 |      8 |           – |              – |         1 |     1 |
| epochs=80   | bip    |      50.00 |          2.00× |           2.00× | cpu         |       1 |\
         16 |      8 |          40 |             20 |         1 |     1 |
""");
  }

  @Test
  void each_setting_has_its_own_section() throws IOException {
    bench.write(
        dense, bip, dense.in("shapes vgg16"), dense.in("shapes vgg16").pruned("bip", "", 0.5, 0.8));

    assertThat(Report.of(bench.spark(), bench.store()).markdown())
        .contains(
            "### shapes resnet20s, unstructured, dense epochs=20, data f00d\n",
            "### shapes vgg16, unstructured, dense epochs=20, data f00d\n");
  }

  @Test
  void failures_of_runs_without_a_success_are_counted_by_their_last_cause() throws IOException {
    SampleRun seed2 = SampleRun.dense("", 2, 0.9).pruned("bip", "", 0.5, 0.9);
    fail(bip, 1, "OOM", "out of memory"); // and later succeeded
    bench.write(bip);
    fail(seed2, 1, "IO", "disk full");
    fail(seed2, 2, "LOST", "executor lost");
    fail(SampleRun.dense("", 3, 0.9).pruned("bip", "", 0.5, 0.9), 1, "LOST", "executor lost");
    fail(dense, 1, "DATA", "no such file");

    assertThat(bench.ask("failures", "kind, method, variant, cause, runs, attempts"))
        .containsExactly(
            "[LOST,bip,,executor lost,2,3]", "[DATA,dense,epochs=20,no such file,1,1]");
    assertThat(Report.of(bench.spark(), bench.store()).markdown())
        .contains("## Failed runs")
        .contains("executor lost")
        .doesNotContain("out of memory");
  }

  @Test
  void the_files_have_the_same_tables_and_unrounded_numbers() throws IOException {
    bench.write(dense, bip);
    Report reports = Report.of(bench.spark(), bench.store());

    reports.writeTo(bench.store().storage(), bench.folder().resolve("report").toString());

    assertThat(bench.folder().resolve("report/report.md")).hasContent(reports.markdown());
    assertThat(bench.folder().resolve("report/winning_tickets.csv"))
        .hasContent(
"""
dataset,dataset_fingerprint,model,structure,setting,dense_variant,method,variant,sparsity,accuracy,accuracy_ci95,dense_accuracy,difference,difference_ci95,seeds,seeds_without_dense,verdict,paired_verdict,proven_sparsity
shapes,f00d,resnet20s,unstructured,shapes resnet20s,epochs=20,bip,,0.5,0.91,,0.9,0.010000000000000009,,1,,undecided,undecided,
""");
    assertThat(Files.readString(bench.folder().resolve("report/accuracy.csv"))).hasLineCount(3);
    assertThat(Files.readString(bench.folder().resolve("report/speedup.csv")))
        .hasLineCount(1)
        .contains("passes_speedup");
    assertThat(bench.folder().resolve("report/failures.csv")).exists();
  }

  private static void fail(SampleRun run, int attempt, String kind, String cause)
      throws IOException {
    bench
        .store()
        .writeFailure(new FailureRow(run.identity(), attempt, kind, cause, "host", "1", attempt));
  }
}
