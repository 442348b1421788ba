// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.jobs.store.RunRow;
import io.espalier.pruning.onnx.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports of the results that version 0.1.0 wrote. */
class ExportCommandTest {
  @TempDir private Path folder;
  private Path results;
  private String key;

  @BeforeEach
  void copy() throws IOException {
    results = folder.resolve("results");
    EarlierResults.copyTo(results);
    key =
        new Results(results)
            .rows().values().stream()
                .max(Comparator.comparing((RunRow row) -> row.result().sparsity()))
                .orElseThrow()
                .identity()
                .key();
  }

  @Test
  void a_ticket_is_written_as_onnx_and_checked() {
    CommandLineRun run = export("--ticket", key.substring(0, 8), "--format", "onnx");

    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    Path file = folder.resolve("out").resolve(key.substring(0, 12) + ".onnx");
    assertThat(file).isNotEmptyFile();
    assertThat(run.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(key + ", ")
                    .endsWith(", imp: 2,758 of 4,310 weights kept"),
            line ->
                assertThat(line)
                    .isEqualTo(String.format(Locale.ROOT, "  %s: %,d bytes", file, size(file))),
            line ->
                assertThat(line)
                    .matches(
                        "  ([\\d,]+) of \\1 parameters, ([\\d,]+) of \\2 multiply-accumulates an image"),
            line ->
                assertThat(line)
                    .startsWith("  checked in ONNX Runtime ")
                    .contains("logits of 4 images differ by at most "));
  }

  @Test
  void files_are_replaced_only_on_request() throws IOException {
    String[] command = {"--ticket", key, "--format", "safetensors", "--compact"};
    CommandLineRun first = export(command);
    assertThat(first.exit()).isEqualTo(0);
    assertThat(first.out()).contains("every channel has an effect, so that none is left out");
    Path file = folder.resolve("out").resolve(key.substring(0, 12) + "-compact.safetensors");
    Files.writeString(file, "mine");

    CommandLineRun again = export(command);

    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err().strip())
        .isEqualTo(
            "Cannot write %s: it is there already; --mode overwrite replaces it".formatted(file));
    assertThat(file).content().isEqualTo("mine");
    assertThat(export(Stream.concat(Stream.of(command), Stream.of("--mode", "overwrite"))).exit())
        .isEqualTo(0);
    assertThat(Files.size(file)).isGreaterThan(4000);
  }

  @Test
  void a_folder_for_djl_is_not_written_twice() {
    String[] command = {"--ticket", key, "--format", "djl"};

    assertThat(export(command).exit()).isEqualTo(0);
    assertThat(export(command).err()).contains("is there already");
  }

  @Test
  void a_ticket_without_its_files_is_refused_in_one_line() throws IOException {
    Files.delete(results.resolve("artifacts").resolve(key).resolve("state.safetensors"));

    CommandLineRun run = export("--ticket", key, "--format", "onnx");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("Cannot open ").contains("state.safetensors");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void the_jar_that_is_named_is_the_one_of_this_build() throws IOException {
    String path = System.getProperty("java.class.path");

    assertThat(OnnxRuntime.isPresent()).isTrue();
    assertThat(path)
        .contains("onnxruntime-" + OnnxRuntime.JAR.substring(OnnxRuntime.JAR.lastIndexOf(':') + 1));
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  private CommandLineRun export(String... arguments) {
    return export(Stream.of(arguments));
  }

  private CommandLineRun export(Stream<String> arguments) {
    List<String> always =
        List.of("export", "--out", results.toString(), "--to", folder.resolve("out").toString());
    return CommandLineRun.of(Stream.concat(always.stream(), arguments).toArray(String[]::new));
  }
}
