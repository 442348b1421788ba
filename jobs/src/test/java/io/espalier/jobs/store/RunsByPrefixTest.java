// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsByPrefixTest {
  private static final SampleRun DENSE = SampleRun.dense("", 1, 0.91);
  private static final RunRow ONE = DENSE.row();
  private static final RunRow OTHER = DENSE.pruned("bip", "", 0.5, 0.9125).row();

  @TempDir private Path folder;
  private ResultStore store;
  private RunsByPrefix runs;

  @BeforeEach
  void results() throws IOException {
    store = new ResultStore(folder.toString(), new Configuration());
    store.write(ONE, List.of(), List.of());
    store.write(OTHER, List.of(), List.of());
    runs = new RunsByPrefix(store);
  }

  @Test
  void a_whole_key_or_its_start_names_a_run() throws IOException {
    assertThat(runs.one(key(ONE))).isEqualTo(ONE);
    assertThat(runs.one(shortest(OTHER, ONE))).isEqualTo(OTHER);
  }

  @Test
  void runs_come_in_the_order_of_the_prefixes_and_once() throws IOException {
    assertThat(runs.all(List.of(key(OTHER), key(ONE), shortest(OTHER, ONE))))
        .containsExactly(OTHER, ONE);
  }

  @Test
  void every_prefix_of_no_run_or_of_several_is_told() {
    assertThatThrownBy(() -> runs.all(List.of("nothing", "", key(ONE), "none")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot find runs in " + folder + ": ")
        .hasMessageContaining("no finished run has a key that starts with nothing; 2 runs have")
        .hasMessageContaining(key(ONE))
        .hasMessageContaining(key(OTHER))
        .hasMessageEndingWith("; no finished run has a key that starts with none");
  }

  @Test
  void a_run_whose_file_is_damaged_is_told() throws IOException {
    Files.writeString(folder.resolve("runs").resolve(key(ONE) + ".parquet"), "no Parquet file");

    assertThatThrownBy(() -> runs.one(key(ONE)))
        .hasMessage("Cannot read run %s in %s: its file is damaged".formatted(key(ONE), folder));
  }

  private static String key(RunRow row) {
    return row.identity().key();
  }

  private static String shortest(RunRow run, RunRow other) {
    int length = 1;
    while (key(other).startsWith(key(run).substring(0, length))) {
      length++;
    }
    return key(run).substring(0, length);
  }
}
