// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.query.Query;
import io.espalier.jobs.query.ResultQueries;
import io.espalier.jobs.store.CompactedResults;
import io.espalier.jobs.store.EpochRow;
import io.espalier.jobs.store.LayerRow;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * More runs than {@link ResultQueries} plans simply, in so few cells that it plans queries of cells
 * simply.
 */
class ManyRunsTest {
  private static final int SEEDS = 1_700;

  @RegisterExtension private static final ReportBench bench = new ReportBench();

  /**
   * For each seed, a dense run with accuracy 0.75, a ticket at 20 % and no ticket at 50 %: 5,100
   * runs.
   */
  @BeforeEach
  void write() throws IOException {
    List<RunRow> runs = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      SampleRun dense = SampleRun.dense("", seed, 0.75);
      runs.add(dense.row());
      runs.add(dense.pruned("bip", "", 0.2, 0.75).row());
      runs.add(dense.pruned("bip", "", 0.5, 0.5).row());
    }
    new CompactedResults(bench.store()).write(runs, ManyRunsTest::epochs, ManyRunsTest::layers);
  }

  @Test
  void a_query_of_cells_only_is_answered() throws IOException {
    assertThat(bench.ask("accuracy", "method, sparsity, accuracy, difference, seeds"))
        .containsExactly(
            "[dense,0.0,0.75,null,1700]", "[bip,0.2,0.75,0.0,1700]", "[bip,0.5,0.5,-0.25,1700]");
  }

  @Test
  void every_part_is_answered_from_cached_views() throws IOException {
    ResultQueries kept = ResultQueries.on(bench.spark(), bench.store());

    assertThat(column(kept, "winning_tickets", "sparsity")).containsExactly(0.2);
    assertThat(column(kept, "winning_tickets", "paired_verdict")).containsExactly("ticket");
    assertThat(column(kept, "accuracy", "seeds")).containsExactly(1700L, 1700L, 1700L);
    assertThat(column(kept, "time_to_ticket", "sparsity")).containsExactly(0.2);
    assertThat(column(kept, "layers", "density")).containsExactly(0.25, 0.25);
    assertThat(column(kept, "learning_curves", "test_accuracy")).containsExactly(0.75, 0.75, 0.5);
    assertThat(column(kept, "costs", "runs")).containsExactly(3400L, 1700L);
    assertThat(column(kept, "slots", "key")).hasSize(3 * SEEDS);
    assertThat(column(kept, "rewinding", "value")).isEmpty();
    assertThat(column(kept, "against_paper", "ours")).hasSize(217).containsOnlyNulls();
  }

  private static List<Object> column(ResultQueries queries, String part, String column)
      throws IOException {
    return queries.answer(Query.named(part)).values(column);
  }

  private static List<EpochRow> epochs(RunRow run) {
    return List.of(
        new EpochRow(run.identity().key(), "train", 1, 1, 1, 0.5, 0.5, run.result().accuracy(), 1));
  }

  private static List<LayerRow> layers(RunRow run) {
    return List.of(new LayerRow(run.identity().key(), 0, "conv0", "2x2", 4, 1, null, null));
  }
}
