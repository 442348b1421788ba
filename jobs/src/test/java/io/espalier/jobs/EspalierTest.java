// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.ResultStore;
import io.espalier.jobs.store.SampleRun;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own, with the options of this one. */
class EspalierTest {
  @TempDir private Path folder;

  @Test
  void the_locale_of_the_machine_is_not_that_of_the_messages_of_spark()
      throws IOException, InterruptedException {
    new ResultStore(folder.resolve("out").toString(), new Configuration())
        .write(SampleRun.dense("", 7, 0.5).row(), List.of(), List.of());

    assertThat(
            answer("select length(reflect('java.util.Locale', 'getDefault')) as length from runs"))
        .containsExactly("length", "0");
  }

  private List<String> answer(String query) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-Dspark.master=local[1]", "-Dspark.ui.enabled=false"));
    command.addAll(List.of("-Duser.language=ar", "-Duser.country=EG"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Espalier.class.getName(), "sql", "--format", "csv", "--out"));
    command.addAll(List.of(folder.resolve("out").toString(), query));
    Path out = folder.resolve("printed");
    Path err = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(err)).isEqualTo(0);
    return Files.readAllLines(out);
  }
}
