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
  void a_query_may_look_at_what_there_is() {
    assertThat(sql("describe runs").out()).contains("accuracy,double");
    assertThat(sql("show tables").out()).contains("runs").contains("failures");
    assertThat(sql("explain drop table runs").exit()).isEqualTo(0);
  }

  @Test
  void a_folder_of_results_may_have_any_name() throws IOException {
    Path odd = folder.resolve("odd [1] {a,b} *? ü%20 #");
    new ResultStore(odd.toString(), new Configuration())
        .write(SampleRun.dense("", 7, 0.5).row(), List.of(), List.of());

    CommandLineRun run = CommandLineRun.of("sql", "--out", odd.toString(), "select seed from runs");

    assertThat(run.out()).as(run.err()).isEqualTo("seed\n7\n");
  }

  private CommandLineRun sql(String query) {
    return CommandLineRun.of("sql", "--out", folder.toString(), query);
  }
}
