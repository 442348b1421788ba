// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.export.TicketBlockFactory;
import io.espalier.pruning.export.TicketFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that version 0.1.0 wrote, read by this version: a dense run and two rounds of IMP. */
class EarlierResultsTest {
  @TempDir private Path folder;
  private Path results;

  @BeforeEach
  void copy() throws IOException {
    results = folder.resolve("results");
    EarlierResults.copyTo(results);
  }

  @Test
  void a_sweep_continues_from_earlier_results_without_rerunning_any_run() throws IOException {
    SortedMap<String, RunRow> earlier = new Results(results).rows();

    CommandLineRun longer = sweep("--set", "grid.sparsity.rounds=[1, 2, 3]");

    assertThat(longer.exit()).as(longer.err()).isEqualTo(0);
    assertThat(longer.err()).contains("1 of 1 runs");
    SortedMap<String, RunRow> rows = new Results(results).rows();
    assertThat(rows).hasSize(4).containsAllEntriesOf(earlier);
  }

  @Test
  void earlier_results_appear_in_the_report() throws IOException {
    CommandLineRun report =
        CommandLineRun.of("report", "--out", results.toString(), "--to", folder + "/report");

    assertThat(report.exit()).as(report.err()).isEqualTo(0);
    assertThat(folder.resolve("report/accuracy.csv")).content().contains("imp").contains("dense");
  }

  @Test
  void masks_are_found_in_the_folder_to_which_the_results_were_copied() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            "sql",
            "--format",
            "csv",
            "--out",
            results.toString(),
            """
            select a.mask_uri, a.weights_uri, mask_iou(a.mask_uri, b.mask_uri) as iou
            from runs a join runs b on a.sparsity_target > b.sparsity_target and a.parent_key = b.key
            order by a.sparsity_target""");

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    List<String> rows = run.out().lines().skip(1).toList();
    assertThat(rows).hasSize(2);
    for (String row : rows) {
      String[] values = row.split(",", -1);
      assertThat(Path.of(values[0])).startsWith(results).isNotEmptyFile();
      assertThat(Path.of(values[1])).startsWith(results).isNotEmptyFile();
      assertThat(Double.parseDouble(values[2]))
          .as("each round keeps 0.8")
          .isCloseTo(0.8, within(1e-3));
    }
  }

  @Test
  void earlier_tickets_load_with_the_number_of_weights_in_their_rows() throws Exception {
    for (RunRow row : new Results(results).rows().values()) {
      Path ticket = results.resolve("artifacts").resolve(row.identity().key());
      Criteria<NDList, NDList> criteria =
          Criteria.builder()
              .setTypes(NDList.class, NDList.class)
              .optEngine("PyTorch")
              .optModelPath(ticket)
              .optModelName(TicketFolder.NAME)
              .optArgument("blockFactory", TicketBlockFactory.class.getName())
              .optTranslator(new NoopTranslator())
              .build();
      try (ZooModel<NDList, NDList> model = criteria.loadModel()) {
        long kept =
            model.getBlock().getParameters().values().stream()
                .filter(parameter -> parameter.getType() == Parameter.Type.WEIGHT)
                .filter(parameter -> parameter.getShape().dimension() > 1)
                .mapToLong(parameter -> parameter.getArray().neq(0).sum().getLong())
                .sum();

        assertThat(kept).as(row.identity().method()).isEqualTo(row.result().kept());
      }
    }
  }

  private CommandLineRun sweep(String... more) throws IOException {
    Path config = Files.writeString(folder.resolve("sweep.yaml"), EarlierResults.SWEEP);
    return CommandLineRun.of(
        Stream.concat(
                Stream.of("sweep", config.toString(), "--out", results.toString()), Stream.of(more))
            .toArray(String[]::new));
  }
}
