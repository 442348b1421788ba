// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.espalier.jobs.cli.DocPage;
import io.espalier.jobs.cli.DocPage.Block;
import io.espalier.jobs.sweep.DeviceChoice;
import io.espalier.pruning.mask.Granularity;
import io.espalier.pruning.model.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/configuration.md} documents every key, and the configs of all pages are valid. */
class ConfigurationPageTest {

  /** Completes a block that is not a whole config. */
  private static final String REST =
      "grid: {dataset: shapes, model: resnet20s, method: bip, sparsity: 0.5, seed: 1}\n";

  /** A class that the reader of a page writes. */
  private static final String OF_THE_READER = "com.acme.MyNet";

  @Test
  void every_key_is_documented() {
    List<String> keys =
        Stream.of(ConfigReader.KEYS, GridReader.KEYS, ExecutionReader.CHECKPOINT_KEYS)
            .flatMap(List::stream)
            .distinct()
            .toList();

    assertThat(rows()).containsAll(keys);
    assertThat(keys).containsAll(PieceReader.KEYS);
  }

  @Test
  void every_precision_device_and_structure_is_documented() {
    String page = DocPage.of("configuration").text();
    for (String precision : Precision.KNOWN) {
      assertThat(rows()).contains(precision);
    }
    for (DeviceChoice device : DeviceChoice.values()) {
      assertThat(rows()).contains(device.name().toLowerCase(Locale.ROOT));
    }
    for (String structure : Granularity.KNOWN) {
      assertThat(page).contains(structure);
    }
  }

  @TestFactory
  Stream<DynamicTest> every_documented_config_is_valid() {
    List<DynamicTest> tests =
        DocPage.all().stream()
            .flatMap(
                page ->
                    page.blocks().stream()
                        .filter(block -> block.language().equals("yaml"))
                        .map(block -> dynamicTest(page + ": " + block.text(), () -> read(block))))
            .toList();
    assertThat(tests).hasSizeGreaterThan(5);
    return tests.stream();
  }

  private static void read(Block block) {
    boolean isWhole = block.text().lines().anyMatch(line -> line.matches("(grid|parts):.*"));
    String config =
        (isWhole ? block.text() : block.text() + REST).replace(OF_THE_READER, "resnet56s");

    assertThat(cells(ConfigReader.read("page", config, List.of()).orThrow())).isNotEmpty();
  }

  /** The first cells of all tables. */
  private static List<String> rows() {
    return DocPage.of("configuration")
        .prose()
        .lines()
        .filter(line -> line.startsWith("| `"))
        .flatMap(line -> Arrays.stream(line.split("\\|")[1].split(",")))
        .map(cell -> cell.strip().replace("`", ""))
        .toList();
  }
}
