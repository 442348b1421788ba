// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.LayerRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LayerMeasuresTest {
  @RegisterExtension private static final ReportBench bench = new ReportBench();

  private final SampleRun dense1 = SampleRun.dense("", 1, 0.90);
  private final SampleRun dense2 = SampleRun.dense("", 2, 0.92);

  /** The curves of a seed do not depend on the sparsity. */
  @Test
  void a_distortion_is_a_mean_over_runs_at_the_share_of_weights_removed() throws IOException {
    String first = "[[0,0.0],[5,1.0],[9,4.0]]";
    write(dense1.pruned("rd-dp", "", 0.5, 0.9), layer("stem", 10, 5, 0.5, first));
    write(dense1.pruned("rd-dp", "", 0.8, 0.9), layer("stem", 10, 2, 0.5, first));
    write(
        dense2.pruned("rd-dp", "", 0.5, 0.9),
        layer("stem", 10, 5, 0.5, "[[0,0.0],[5,4.0],[9,1.0E-5]]"));
    write(dense1.pruned("omp", "", 0.5, 0.9), layer("stem", 10, 5, 0.5, null));

    assertThat(
            bench.ask(
                "distortions",
                "method, layer, name, removed_sparsity, round(distortion, 4), seeds"))
        .containsExactly(
            "[rd-dp,0,stem,0.0,0.0,2]", "[rd-dp,0,stem,0.5,2.0,2]", "[rd-dp,0,stem,0.9,2.6667,2]");
  }

  /** (0.2·30 + 0.6·10) / 40 = 0.3. */
  @Test
  void the_pq_index_of_a_run_is_the_mean_of_its_layers_by_their_weights_kept() throws IOException {
    write(
        dense1.pruned("sap", "", 0.2, 0.9),
        layer("a", 40, 30, 0.2, null),
        layer("b", 10, 10, 0.6, null),
        layer("empty", 10, 0, null, null));
    write(dense2.pruned("sap", "", 0.2, 0.9), layer("a", 60, 50, 0.5, null));

    assertThat(bench.ask("pq_index", "method, sparsity, round(pq_index, 6), course, seeds"))
        .containsExactly("[sap,0.2,0.4,null,2]");
    assertThat(bench.ask("pq_index", "pq_index_ci95 > 1.27 and pq_index_ci95 < 1.271"))
        .as("12.7062 · 0.141421 / √2")
        .containsExactly("[true]");
  }

  @Test
  void the_course_of_a_method_tells_where_its_index_turns() throws IOException {
    double[] indices = {0.5, 0.4, 0.3, 0.3, 0.45, 0.6, 0.1};
    for (int round = 1; round < indices.length; round++) {
      write(dense1.pruned("sap", "", round / 10.0, 0.9), layer("a", 9, 9, indices[round], null));
      write(dense1.pruned("imp", "", round / 10.0, 0.9), layer("a", 9, 9, 0.1 * round, null));
    }
    write(dense1, layer("a", 9, 9, indices[0], null));

    assertThat(bench.ask("pq_index", "method, sparsity, course"))
        .containsExactly(
            "[dense,0.0,null]",
            "[imp,0.1,null]",
            "[imp,0.2,rises]",
            "[imp,0.3,rises]",
            "[imp,0.4,rises]",
            "[imp,0.5,rises]",
            "[imp,0.6,rises]",
            "[sap,0.1,null]",
            "[sap,0.2,falls]",
            "[sap,0.3,falls]",
            "[sap,0.4,falls, rises]",
            "[sap,0.5,falls, rises]",
            "[sap,0.6,falls, rises, falls]");
  }

  private static LayerRow layer(
      String name, long prunable, long kept, Double pqIndex, String distortion) {
    return new LayerRow("any", 0, name, "10x10", prunable, kept, pqIndex, distortion);
  }

  /** Writes a run with these layers, in this order. */
  private static void write(SampleRun run, LayerRow... layers) throws IOException {
    List<LayerRow> rows =
        IntStream.range(0, layers.length)
            .mapToObj(
                i ->
                    new LayerRow(
                        run.key(),
                        i,
                        layers[i].name(),
                        layers[i].shape(),
                        layers[i].prunable(),
                        layers[i].kept(),
                        layers[i].pqIndex(),
                        layers[i].distortion()))
            .toList();
    bench.store().write(run.row(), List.of(), rows);
  }
}
