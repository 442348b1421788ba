// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.RunRow;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;

class TicketOptionsTest {
  @Command
  private static final class Holder {
    @Mixin private TicketOptions tickets;
  }

  @Test
  void keys_are_separated_by_commas_or_options_and_start_no_session(@TempDir Path folder)
      throws IOException {
    SampleRun dense = SampleRun.dense("", 1, 0.91);
    List<RunRow> rows =
        List.of(
            dense.row(),
            dense.pruned("bip", "", 0.5, 0.9).row(),
            dense.pruned("bip", "", 0.9, 0.8).row());
    ResultStore store = new ResultStore(folder.toString(), new Configuration());
    for (RunRow row : rows) {
      store.write(row, List.of(), List.of());
    }

    TicketOptions tickets =
        parsed("--ticket", key(rows.get(2)) + "," + key(rows.get(0)), "--ticket", key(rows.get(1)));

    assertThat(tickets.in(store, () -> null))
        .containsExactly(rows.get(2), rows.get(0), rows.get(1));
  }

  @Test
  void tickets_are_chosen_by_keys_or_by_a_condition_and_not_by_both_or_none() {
    assertThatThrownBy(() -> parsed("--ticket", "a", "--where", "true"))
        .isInstanceOf(MutuallyExclusiveArgsException.class);
    assertThatThrownBy(TicketOptionsTest::parsed).isInstanceOf(ParameterException.class);
  }

  private static TicketOptions parsed(String... arguments) {
    Holder holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.tickets;
  }

  private static String key(RunRow row) {
    return row.identity().key();
  }
}
