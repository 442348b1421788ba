// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks of the notebook that do not need Jupyter. */
class NotebookTest {
  private static final Path NOTEBOOK = Path.of("../notebooks/results.ipynb");

  @Test
  void the_notebook_is_committed_without_outputs() throws IOException {
    assertThat(cells())
        .isNotEmpty()
        .allSatisfy(
            cell -> {
              assertThat(cell.path("outputs")).as(cell.toPrettyString()).isEmpty();
              assertThat(cell.path("execution_count").asInt(0)).isZero();
            });
  }

  @Test
  void the_kernel_of_the_notebook_matches_kernel_json() throws IOException {
    JsonNode kernel = read(NOTEBOOK).path("metadata").path("kernelspec");
    JsonNode described = read(Path.of("../notebooks/kernel/kernel.json"));

    assertThat(kernel.path("name").asText()).isEqualTo("espalier");
    assertThat(kernel.path("display_name")).isEqualTo(described.path("display_name"));
  }

  private static Stream<JsonNode> cells() throws IOException {
    Stream.Builder<JsonNode> cells = Stream.builder();
    read(NOTEBOOK).path("cells").forEach(cells);
    return cells.build();
  }

  private static JsonNode read(Path file) throws IOException {
    return new JsonMapper().readTree(Files.readString(file));
  }
}
