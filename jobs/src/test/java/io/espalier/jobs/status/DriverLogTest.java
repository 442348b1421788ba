// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.store.ResultStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class DriverLogTest {
  private static final Logger LOG = LoggerFactory.getLogger(DriverLogTest.class);

  @TempDir private Path root;
  private SweepFolder folder;
  private DriverLog log;

  @BeforeEach
  void attach() throws IOException {
    ResultStore store = new ResultStore(root.toString(), new Configuration());
    folder = new SweepFolder(store, "20261128-152001-a");
    assertThat(folder.start()).isEmpty(); // Hadoop logs at its first use
    log = DriverLog.attached(1_000);
  }

  @AfterEach
  void detach() {
    log.detach();
  }

  @Test
  void lines_have_the_time_in_utc_their_level_and_no_stack_of_a_task() throws IOException {
    LOG.warn("Lost task 0.0: cause\n\tat a.B.c(D.java:1)\n\tat a.B.d(D.java:2)\nend");
    log.writeTo(folder);

    assertThat(Files.readString(part(1)))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  DriverLogTest: Lost task 0.0: cause\nend\n");
  }

  @Test
  void a_part_grows_until_it_is_full_and_no_line_is_lost_or_written_twice() throws IOException {
    List<String> lines = IntStream.range(0, 30).mapToObj(i -> "line " + i).toList();
    for (String line : lines) {
      LOG.warn(line);
      if (line.endsWith("5")) {
        log.writeTo(folder);
      }
    }
    log.writeTo(folder);
    LOG.warn("last");
    log.writeTo(folder);

    List<String> written =
        Stream.of(1, 2, 3)
            .map(this::part)
            .filter(Files::exists)
            .flatMap(part -> read(part).lines())
            .map(line -> line.replaceFirst(".*DriverLogTest: ", ""))
            .toList();
    assertThat(part(2)).exists();
    assertThat(written).startsWith(lines.toArray(String[]::new)).endsWith("last").hasSize(31);
  }

  @Test
  void nothing_is_written_without_a_new_line() throws IOException {
    LOG.warn("one");
    log.writeTo(folder);
    Files.delete(part(1));

    log.writeTo(folder);

    assertThat(part(1)).doesNotExist();
  }

  @Test
  void lines_that_a_store_rejected_are_written_the_next_time() throws IOException {
    Path blocked = root.resolve("logs");
    Files.createFile(blocked); // where the folder should be
    LOG.warn("one");
    assertThatThrownBy(() -> log.writeTo(folder)).isInstanceOf(IOException.class);
    Files.delete(blocked);

    log.writeTo(folder);

    assertThat(Files.readString(part(1))).endsWith("one\n");
  }

  private Path part(int number) {
    return root.resolve("logs/20261128-152001-a/driver-" + number + ".log");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
