// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.status.SweepStatus.ActiveRun;
import io.espalier.jobs.status.SweepStatus.ExecutorSeen;
import io.espalier.jobs.status.SweepStatus.Failures;
import io.espalier.jobs.status.SweepStatus.State;
import io.espalier.jobs.status.SweepView.Life;
import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state of sweeps, read from files that their drivers have written. */
class SweepViewTest {
  /** 2026-11-28 15:20:01 UTC. */
  private static final long START = 1_795_879_201_000L;

  private static final long WRITTEN = START + 150_000;
  private static final SampleRun DENSE = SampleRun.dense("epochs=3", 1, 0.9);
  private static final SampleRun HALF = DENSE.pruned("omp", "", 0.5, 0.88);
  private static final SampleRun MOST = DENSE.pruned("omp", "", 0.9, 0.8);

  @TempDir private Path root;
  private ResultStore store;

  @BeforeEach
  void open() {
    store = new ResultStore(root.toString(), new Configuration());
  }

  @Test
  void a_running_sweep_has_its_runs_its_failures_by_cause_and_its_executors() throws IOException {
    write("app-1", START, running(1));
    done(DENSE);

    assertThat(only(WRITTEN + 4_900).text().replace(root.toString(), "OUT"))
        .isEqualTo(
            """
            Espalier tiny, started 2026-11-28 15:20:01 UTC on host-a, app-1, Espalier 0.1.0
            state    running, heard of 4 s ago
            runs     8 of 15 done, 1 running, 1 to do, 1 waiting for a retry, 3 failed, 1 blocked
            passes   40.2 of 164.0
            time     0:02:30 gone, 1:01:40 left on 2 slots
            logs     OUT/logs/20261128-152001-app-1-77

            | run        | what       | phase |  epoch | accuracy % | last epoch | executor |
            | ---------- | ---------- | ----- | -----: | ---------: | ---------: | -------- |
            | 1a2b3c4d5e | omp seed 1 | train | 2 of 3 |      87.50 |   12 s ago | 4        |

            | failed | runs | for example | cause                          |
            | ------ | ---: | ----------- | ------------------------------ |
            | OOM    |    3 | 9f8e7d6c5b  | the GPU has 16 GB, in use 15.9 |

            | executor | host   | slots | runs |    heard of | gone        |
            | -------- | ------ | ----: | ---: | ----------: | ----------- |
            | 3        | host-b |     1 |    0 | 0:02:04 ago | worker lost |
            | 4        | host-c |     1 |    1 |     6 s ago |             |
            """);
  }

  @ParameterizedTest
  @CsvSource({"60000, RUNNING", "60001, SILENT"})
  void a_driver_that_has_not_written_for_a_minute_is_silent(long later, Life life)
      throws IOException {
    write("app-1", START, running(1));

    assertThat(only(WRITTEN + later).life()).isEqualTo(life);
  }

  @Test
  void a_killed_sweep_says_how_to_continue_and_no_run_of_it_runs() throws IOException {
    write("app-1", START, running(1));

    assertThat(only(WRITTEN + 130_000).text())
        .contains(
            "state    not heard of for 0:02:10: its driver was killed, or cannot write here; rerun the sweep to continue\n")
        .contains(" 1 were running,")
        .contains("1:01:40 left on 2 slots");
  }

  @ParameterizedTest
  @CsvSource({"COMPLETE", "INCOMPLETE", "CANCELLED", "FAILED"})
  void an_ended_sweep_stays_what_it_was_and_has_no_time_left(State state) throws IOException {
    write("app-1", START, status(state, 1, List.of()));

    SweepView sweep = only(WRITTEN + 3_600_000);

    assertThat(sweep.life().name()).isEqualTo(state.name());
    assertThat(sweep.text()).contains("time     0:02:30 gone\n").doesNotContain("left");
  }

  @Test
  void runs_that_finished_after_the_last_state_are_done() throws IOException {
    write("app-1", START, running(0));
    done(DENSE);
    done(HALF);

    assertThat(only(WRITTEN).done()).isEqualTo(7 + 2);
  }

  @Test
  void a_run_that_is_made_again_is_done_when_this_driver_has_made_it() throws IOException {
    done(DENSE);
    done(HALF);
    SweepStart again =
        new SweepStart("Espalier tiny", "app-1", "host-a", 77, "0.1.0", START, 15, 0, List.of());
    SweepFolder folder = SweepFolder.of(store, again);
    folder.write(again);
    folder.write(running(1));

    assertThat(only(WRITTEN).done()).isEqualTo(1);
  }

  @Test
  void the_last_sweep_and_every_running_one_are_shown_the_latest_first() throws IOException {
    write("old", START - 7_200_000, status(State.COMPLETE, 1, List.of()));
    write("second-driver", START - 60_000, running(1));
    write("killed", START - 50_000, killed());
    write("last", START, status(State.CANCELLED, 1, List.of()));

    assertThat(SweepView.current(store, WRITTEN))
        .extracting(SweepView::application)
        .containsExactly("last", "second-driver");
  }

  @Test
  void a_driver_that_has_written_no_state_yet_runs() throws IOException {
    SweepStart start = start("app-1", START);
    SweepFolder.of(store, start).write(start);

    SweepView sweep = only(START + 2_000);

    assertThat(sweep.life()).isEqualTo(Life.RUNNING);
    assertThat(sweep.text()).contains("runs     7 of 15 done\n");
  }

  @Test
  void what_is_not_of_a_sweep_is_passed_over() throws IOException {
    Files.createDirectories(root.resolve("logs/spark"));
    Files.createDirectories(root.resolve("logs/20261128-152001-app-9")); // no file yet
    Files.writeString(root.resolve("logs/abc-1.log"), "# SIGSEGV");

    assertThat(SweepView.current(store, WRITTEN)).isEmpty();
  }

  @Test
  void a_machine_whose_clock_is_behind_heard_of_the_driver_just_now() throws IOException {
    write("app-1", START, running(1));

    assertThat(only(WRITTEN - 5_000).secondsSilent()).isZero();
  }

  @Test
  void a_state_of_a_later_version_is_read() throws IOException {
    write("app-1", START, running(1));
    Path file = root.resolve("logs/20261128-152001-app-1-77/status.json");
    Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"of_later\": 1,"));

    assertThat(only(WRITTEN).status()).isEqualTo(running(1));
  }

  @Test
  void a_damaged_state_hides_neither_its_sweep_nor_others() throws IOException {
    write("app-1", START, running(1));
    Path folder = root.resolve("logs/20261128-152001-app-1-77");
    Path status = folder.resolve("status.json");
    Files.writeString(status, Files.readString(status).substring(0, 40));

    assertThat(only(WRITTEN).status()).isNull();

    Files.write(folder.resolve("sweep.json"), new byte[0]);

    assertThat(SweepView.current(store, WRITTEN)).isEmpty();
  }

  @Test
  void json_has_the_states_of_sweeps_and_not_all_their_keys() throws IOException {
    write("app-1", START, running(1));

    assertThat(SweepView.json(SweepView.current(store, WRITTEN)))
        .contains("\"life\" : \"RUNNING\"", "\"seconds_left\" : 3700.0", "\"heard_at\" : ")
        .doesNotContain(HALF.key());
  }

  private SweepView only(long now) throws IOException {
    List<SweepView> sweeps = SweepView.current(store, now);
    assertThat(sweeps).hasSize(1);
    return sweeps.get(0);
  }

  private void write(String application, long at, SweepStatus status) throws IOException {
    SweepStart start = start(application, at);
    SweepFolder folder = SweepFolder.of(store, start);
    folder.write(start);
    folder.write(status);
  }

  private static SweepStart start(String application, long at) {
    return new SweepStart(
        "Espalier tiny",
        application,
        "host-a",
        77,
        "0.1.0",
        at,
        15,
        7,
        List.of(DENSE.key(), HALF.key(), MOST.key()));
  }

  private static SweepStatus running(int finished) {
    return status(
        State.RUNNING,
        finished,
        List.of(new ActiveRun("1a2b3c4d5e", "omp seed 1", "train", 2, 3, 0.875, 12.3, "4")));
  }

  private static SweepStatus killed() {
    SweepStatus last = running(1);
    return new SweepStatus(
        last.state(), WRITTEN - 61_000, 2, 1, 0, 0, 1, 2, 3, null, List.of(), List.of(), List.of());
  }

  private static SweepStatus status(State state, int finished, List<ActiveRun> running) {
    return new SweepStatus(
        state,
        WRITTEN,
        2,
        finished,
        1,
        1,
        40.2,
        164,
        150,
        3700.0,
        running,
        List.of(new Failures("OOM", "the GPU has 16 GB, in use 15.9", 3, "9f8e7d6c5b")),
        List.of(
            new ExecutorSeen("3", "host-b", 1, 0, WRITTEN - 120_000, "worker lost"),
            new ExecutorSeen("4", "host-c", 1, 1, WRITTEN - 2_000, null)));
  }

  private void done(SampleRun run) throws IOException {
    store.write(run.row(), List.of(), List.of());
  }
}
