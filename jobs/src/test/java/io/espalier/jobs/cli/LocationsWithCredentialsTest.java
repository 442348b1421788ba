// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.jobs.storage.HadoopStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No command takes a location with credentials in it, and none shows them. */
class LocationsWithCredentialsTest {
  private static final List<String> CREDENTIALS = List.of("AKIAXQ7", "Zq7/Kv9", "Kv9");
  private static final String LOCATION = "s3a://AKIAXQ7:Zq7/Kv9@bucket/folder";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sweep ../conf/quickstart.yaml --out LOCATION",
        "plan ../conf/quickstart.yaml --out LOCATION",
        "doctor ../conf/quickstart.yaml --out LOCATION",
        "report --out LOCATION",
        "report --out out --to LOCATION",
        "sql --out LOCATION select",
        "compact --out LOCATION",
        "export --out LOCATION --to x --format onnx",
        "latency --out LOCATION",
        "measure --out LOCATION --corruptions fog",
        "score --out LOCATION --images a --to b",
        "score --out out --images LOCATION --to b",
        "score --out out --images a --to LOCATION",
        "plan ../conf/cifar10.yaml --set data.cifar10=LOCATION"
      })
  void an_option_is_refused(String line) {
    CommandLineRun run = run(line.split(" "));

    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.COMMAND_LINE);
    assertThat(run.err()).contains("Invalid location: ", "s3a://***@bucket/folder");
    assertShowsNone(run);
  }

  @ParameterizedTest
  @CsvSource({
    "plan LOCATION, 1",
    "plan ../conf/quickstart.yaml LOCATION, 1",
    "plan --uot LOCATION, 1",
    "score --out out --images a LOCATION --to b, 1",
    "sql --out out -f LOCATION, 1"
  })
  void an_argument_in_a_wrong_place_is_not_shown(String line, int exit) {
    CommandLineRun run = run(line.split(" "));

    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertShowsNone(run);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {cifar10: 'LOCATION'}\ngrid: {dataset: cifar10, model: resnet20s, method: omp, sparsity: 0.5, seed: 1}",
        "data: {cifar10: ['LOCATION']}\ngrid: {dataset: cifar10, model: resnet20s, method: omp, sparsity: 0.5, seed: 1}",
        "data: 'LOCATION'\ngrid: {dataset: cifar10, model: resnet20s, method: omp, sparsity: 0.5, seed: 1}",
        "data: {cifar10: 'LOCATION\n",
        "'LOCATION': 1\n"
      })
  void a_config_is_refused(String config) throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), config.replace("LOCATION", LOCATION));

    CommandLineRun run = CommandLineRun.of("plan", file.toString());

    assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.INPUT);
    assertShowsNone(run);
  }

  @Test
  void storage_refuses_it_before_a_file_system_sees_it() {
    HadoopStorage storage = new HadoopStorage(new Configuration());

    assertThatThrownBy(() -> storage.list(LOCATION))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Invalid location: s3a://***@bucket/folder, must have no credentials")
        .hasNoCause();
    assertThatThrownBy(() -> storage.checkWritable(LOCATION))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write to s3a://***@bucket/folder: ")
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain(CREDENTIALS));
  }

  private CommandLineRun run(String... words) {
    return CommandLineRun.of(
        Arrays.stream(words)
            .map(word -> word.replace("LOCATION", LOCATION))
            .map(word -> word.equals("out") ? folder.toString() : word)
            .toArray(String[]::new));
  }

  private static void assertShowsNone(CommandLineRun run) {
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isNotEmpty().doesNotContain(CREDENTIALS);
  }
}
