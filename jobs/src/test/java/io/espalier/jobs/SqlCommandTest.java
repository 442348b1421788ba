package io.espalier.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
  void the_answer_is_csv_with_numbers_as_they_are() {
    CommandLineRun run =
        sql(
            "select method, accuracy, mask_iou(mask_uri, mask_uri) as iou from runs order by method");

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    assertThat(run.out()).isEqualTo("method,accuracy,iou\nbip,0.9125,\ndense,0.91,\n");
  }

  @Test
  void a_query_that_makes_no_sense_is_told_without_a_stack_trace() {
    CommandLineRun wrongColumn = sql("select acuracy from runs");
    CommandLineRun wrongSyntax = sql("selec 1");

    assertThat(List.of(wrongColumn.exit(), wrongSyntax.exit())).containsOnly(2);
    assertThat(wrongColumn.err()).contains("Cannot answer: ").contains("`accuracy`");
    assertThat(wrongSyntax.err()).contains("Cannot answer: ").contains("'selec'");
    assertThat(wrongColumn.err() + wrongSyntax.err()).doesNotContain("\tat ");
  }

  private CommandLineRun sql(String query) {
    return CommandLineRun.of("sql", "--out", folder.toString(), query);
  }
}
