// SPDX-License-Identifier: Apache-2.0
package io.espalier.jobs.config;

import static io.espalier.jobs.config.TestConfigs.cells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.espalier.jobs.sweep.Cell;
import io.espalier.jobs.sweep.DataSource;
import io.espalier.jobs.sweep.SweepConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverridesTest {
  private static final String QUICK =
      """
      grid: {dataset: shapes, model: resnet18, method: bip, sparsity: 0.5, seed: 1}
      """;

  private static SweepConfig read(String yaml, String... overrides) {
    return ConfigReader.read("x/quick.yaml", yaml, List.of(overrides)).orThrow();
  }

  @Test
  void an_override_replaces_a_value() {
    SweepConfig config = read(QUICK, "grid.seed=[4, 5]", "grid.method={name: imp, epochs: 2}");

    assertThat(cells(config))
        .extracting(c -> c.method().toString(), Cell::seed)
        .containsExactly(tuple("imp(epochs=2)", 4L), tuple("imp(epochs=2)", 5L));
  }

  @Test
  void an_override_adds_a_value_and_the_mappings_around_it() {
    SweepConfig config =
        read(QUICK, "data.cifar10=s3a://bucket/a=b", "grid.dataset=cifar10", "dense.epochs=2");

    assertThat(cells(config))
        .extracting(c -> c.dense().toString())
        .containsExactly("dense(epochs=2)");
    assertThat(config.sources())
        .extracting(DataSource::location, s -> s.place().toString())
        .containsExactly(tuple("s3a://bucket/a=b", "--set data.cifar10"));
  }

  @Test
  void an_override_fills_an_empty_section() {
    SweepConfig config = read("data:\n" + QUICK, "data.cifar10=/a", "grid.dataset=cifar10");

    assertThat(config.sources()).extracting(DataSource::location).containsExactly("/a");
  }

  @Test
  void an_override_sets_a_nested_setting_and_the_last_one_wins() {
    String yaml =
        """
        grid: {dataset: shapes, model: {name: resnet20s, width: 0.5}, method: bip, sparsity: 0.5, seed: 1}
        """;

    assertThat(cells(read(yaml, "grid.model.width=0.75", "grid.model.width=0.25")))
        .extracting(c -> c.model().toString())
        .containsExactly("resnet20s(width=0.25)");
  }
}
